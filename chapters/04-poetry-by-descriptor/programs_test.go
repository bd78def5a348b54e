package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) {
	list := call(t.Context(), nil, "-h")
	for _, p := range programs {
		if !strings.Contains(list.stdout, "  "+p.Name+" ") || !strings.Contains(list.stdout, p.Synopsis) {
			t.Errorf("-h does not list %s:\n%s", p.Name, list.stdout)
		}
		help := call(t.Context(), nil, p.Name, "-h")
		usage := "usage: " + p.Name + " [flags]"
		if takesAddresses(p.Name) {
			usage += " [HOST:]PORT..."
		}
		if help.status != 0 || help.stderr != "" || !strings.HasPrefix(help.stdout, usage+"\n") || !strings.Contains(help.stdout, "-trace FILE") {
			t.Errorf("%s -h: %+v", p.Name, help)
		}
	}
}

func takesAddresses(program string) bool {
	return strings.HasPrefix(program, "get") || program == "knock"
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite":               `no program "recite" here: there are demo, serve, get, get-broken, knock, deaf`,
		"demo 3":               `demo: unexpected argument "3" (-h lists the flags)`,
		"deaf 3":               `deaf: unexpected argument "3" (-h lists the flags)`,
		"serve tide":           `serve: unexpected argument "tide" (-h lists the flags)`,
		"get -clock 5 10001":   `get: invalid value "5" for flag -clock: `,
		"get -clock -1s 10001": `get: a clock cannot go backwards: -clock -1s`,
		"knock -away 1 10001":  `knock: invalid value "1" for flag -away: `,
	}
	for _, p := range programs {
		if takesAddresses(p.Name) {
			mistakes[p.Name] = p.Name + ": which servers? Name at least one, as [HOST:]PORT"
			mistakes[p.Name+" 0"] = p.Name + `: "0" is no address: write [HOST:]PORT, with a port from 1 to 65535`
			mistakes[p.Name+" 10001 poetry"] = p.Name + `: "poetry" is no address: write [HOST:]PORT, with a port from 1 to 65535`
			mistakes[p.Name+" -fast 10001"] = p.Name + ": flag provided but not defined: -fast (-h lists the flags)"
		}
	}
	for line, want := range mistakes {
		o := call(t.Context(), new(sim.Network), strings.Fields(line)...)
		if o.status != 2 || o.stdout != "" || !strings.HasPrefix(o.stderr, want) || strings.Count(o.stderr, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q, want status 2 and one line: %q",
				line, o.status, o.stdout, o.stderr, want)
		}
	}
}

func TestTheDemoShowsTwoTimelines(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("demo")
		if o.status != 0 || o.stderr != "" {
			t.Fatalf("status %d, stderr %q", o.status, o.stderr)
		}
		good, broken, found := strings.Cut(o.stdout, "\nget-broken: ")
		if !found || !strings.Contains(good, "\nget: 900 ms\npoem 1 ") || !strings.Contains(broken, "\nreactor ") {
			t.Errorf("printed\n%s", o.stdout)
		}
		_, good, _ = strings.Cut(good, "\nget: ")
		if strings.Contains(good, "!") || !strings.Contains(broken, "!") {
			t.Errorf("only the broken client keeps anybody waiting:\n%s", o.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if strings.HasPrefix(line, "poem ") && len(line) > 73 {
				t.Errorf("wider than 72 columns: %q", line)
			}
		}
	})
}

func TestTheTraceOfTheDemoHasEveryClientAndPoem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	inWorld(t, func(w *world) {
		if o := w.call("-trace", file); o.status != 0 {
			t.Errorf("status %d, stderr %q", o.status, o.stderr)
		}
	})
	var want []string
	for _, client := range clients {
		want = append(want, client+", poem 1", client+", poem 2", client+", poem 3", client+", reactor")
	}
	if tasks, err := tasksOf(file); err != nil || !slices.Equal(tasks, want) {
		t.Errorf("%q, %v, want %q", tasks, err, want)
	}
}

func TestAnInterruptEndsTheDemo(t *testing.T) {
	inWorld(t, func(w *world) {
		time.AfterFunc(500*ms, w.close) // in get
		if o := w.call("demo"); o.status != 1 || o.stderr != "demo: interrupted\n" || o.took != 500*ms {
			t.Errorf("status %d after %v, stderr %q", o.status, o.took, o.stderr)
		}
	})
}

// tasksOf returns the names of the lanes in a trace that was written to a file.
func tasksOf(file string) (tasks []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var written struct {
		TraceEvents []struct {
			Name string         `json:"name"`
			Args map[string]any `json:"args"`
		} `json:"traceEvents"`
	}
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, err
	}
	for _, e := range written.TraceEvents {
		if e.Name == "thread_name" {
			tasks = append(tasks, e.Args["name"].(string))
		}
	}
	return tasks, nil
}
