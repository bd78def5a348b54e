package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, arguments)
}

// arguments are what a program takes beside flags: of some, the addresses of servers.
func arguments(name string) string {
	if strings.HasPrefix(name, "get") || name == "knock" {
		return " [HOST:]PORT..."
	}
	return ""
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
		if arguments(p.Name) != "" {
			maps.Copy(mistakes, programtest.AddressMistakes(p.Name))
		}
	}
	chapter.CheckMistakes(t, mistakes)
}

func TestTheDemoShowsTwoTimelines(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo")
		if o.Status != 0 || o.Stderr != "" {
			t.Fatalf("status %d, stderr %q", o.Status, o.Stderr)
		}
		good, broken, found := strings.Cut(o.Stdout, "\nget-broken: ")
		if !found || !strings.Contains(good, "\nget: 900 ms\npoem 1 ") || !strings.Contains(broken, "\nreactor ") {
			t.Errorf("printed\n%s", o.Stdout)
		}
		_, good, _ = strings.Cut(good, "\nget: ")
		if strings.Contains(good, "!") || !strings.Contains(broken, "!") {
			t.Errorf("only the broken client keeps anybody waiting:\n%s", o.Stdout)
		}
		for line := range strings.Lines(o.Stdout) {
			if strings.HasPrefix(line, "poem ") && len(line) > 73 {
				t.Errorf("wider than 72 columns: %q", line)
			}
		}
	})
}

func TestTheTraceOfTheDemoHasEveryClientAndPoem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		if o := w.Call("-trace", file); o.Status != 0 {
			t.Errorf("status %d, stderr %q", o.Status, o.Stderr)
		}
	})
	var want []string
	for _, client := range clients {
		want = append(want, client+", poem 1", client+", poem 2", client+", poem 3", client+", reactor")
	}
	if tasks, err := programtest.TasksOf(file); err != nil || !slices.Equal(tasks, want) {
		t.Errorf("%q, %v, want %q", tasks, err, want)
	}
}

func TestAnInterruptEndsTheDemo(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		time.AfterFunc(500*ms, w.Interrupt) // in get
		if o := w.Call("demo"); o.Status != 1 || o.Stderr != "demo: interrupted\n" || o.Took != 500*ms {
			t.Errorf("status %d after %v, stderr %q", o.Status, o.Took, o.Stderr)
		}
	})
}
