package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheDemoHasAClientThatWaitsForEverAndOneThatIsTold(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("demo")
		if o.status != 0 || o.stderr != "" {
			t.Fatalf("status %d, stderr %q", o.status, o.stderr)
		}
		kettle := reciting(textOf(t, "kettle"), 40, 80*ms)
		if want := enough + kettle; o.took != want {
			t.Errorf("took %v, want %v", o.took, want)
		}
		rest := regexp.MustCompile(`127.0.0.1:\d+`).ReplaceAllString(o.stdout, "127.0.0.1:PORT")
		for _, want := range []string{
			"127.0.0.1:PORT has poem 1, tide: 476 bytes, 40 every 50ms\n",
			"127.0.0.1:PORT has nobody who could recite poem 2\n",
			"127.0.0.1:PORT has poem 3, kettle: 613 bytes, 40 every 80ms\n",
			"\nget:\npoem 1: complete, 476 bytes\npoem 3: complete, 613 bytes\nnothing else, for 2.5s: we press Ctrl-C\n",
			"\nget-errback:\npoem 2: no poem at 127.0.0.1:PORT: connect 127.0.0.1:PORT: connection refused\n" +
				"poem 1: complete, 476 bytes\npoem 3: complete, 613 bytes\n1 of 3 poems did not come\n",
			"\nget: 2.5 s\n", "\nreactor ",
			"\nget-errback: 1.2 s\n", "\nreactor ",
		} {
			var found bool
			if _, rest, found = strings.Cut(rest, want); !found {
				t.Errorf("no %q where it should be in\n%s", want, o.stdout)
			}
		}
		for line := range strings.Lines(o.stdout) {
			if strings.HasPrefix(line, "127.0.0.1") && len(line) > 73 {
				t.Errorf("wider than 72 columns: %q", line)
			}
		}
	})
}

func TestTheTraceOfTheDemoHasBothClients(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	inWorld(t, func(w *world) {
		if o := w.call("-trace", file); o.status != 0 {
			t.Errorf("status %d, stderr %q", o.status, o.stderr)
		}
	})
	tasks, err := tasksOf(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range clients {
		if !slices.Contains(tasks, client.Name+", reactor") {
			t.Errorf("%s is not there: %q", client.Name, tasks)
		}
	}
}

func TestAnInterruptEndsTheDemoAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 500 * ms, 2400 * ms, 3 * time.Second} {
		inWorld(t, func(w *world) {
			time.AfterFunc(after, w.close)
			o := w.call("demo")
			if o.status != 1 || o.stderr != "demo: interrupted\n" || o.took != after {
				t.Errorf("after %v: status %d after %v, stderr %q", after, o.status, o.took, o.stderr)
			}
		})
	}
}

func TestAnInterruptEndsFailuresAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 1, 50 * ms} {
		inWorld(t, func(w *world) {
			time.AfterFunc(after, w.close)
			o := w.call("failures")
			if o.status != 1 || o.stderr != "failures: interrupted\n" || o.took != after {
				t.Errorf("after %v: %+v", after, o)
			}
		})
	}
}
