package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

func TestTheDemoHasAClientThatWaitsForEverAndOneThatIsTold(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo")
		if o.Status != 0 || o.Stderr != "" {
			t.Fatalf("status %d, stderr %q", o.Status, o.Stderr)
		}
		kettle := programtest.Reciting(programtest.TextOf(t, "kettle"), 40, 80*ms)
		if want := enough + kettle; o.Took != want {
			t.Errorf("took %v, want %v", o.Took, want)
		}
		rest := regexp.MustCompile(`127.0.0.1:\d+`).ReplaceAllString(o.Stdout, "127.0.0.1:PORT")
		for _, want := range []string{
			"127.0.0.1:PORT has poem 1, tide: 476 bytes, 40 every 50ms\n",
			"127.0.0.1:PORT has no server, so there is no poem 2\n",
			"127.0.0.1:PORT has poem 3, kettle: 613 bytes, 40 every 80ms\n",
			"\nget:\npoem 1: complete, 476 bytes\npoem 3: complete, 613 bytes\nnothing else, for 2.5s: we press Ctrl-C\n",
			"\nget-errback:\npoem 2: no poem at 127.0.0.1:PORT: connect 127.0.0.1:PORT: connection refused\n" +
				"poem 1: complete, 476 bytes\npoem 3: complete, 613 bytes\n1 of 3 poems did not come\n",
			"\nget: 2.5 s\n", "\nreactor ",
			"\nget-errback: 1.2 s\n", "\nreactor ",
		} {
			var found bool
			if _, rest, found = strings.Cut(rest, want); !found {
				t.Errorf("no %q where it should be in\n%s", want, o.Stdout)
			}
		}
		for line := range strings.Lines(o.Stdout) {
			if strings.HasPrefix(line, "127.0.0.1") && len(line) > 73 {
				t.Errorf("wider than 72 columns: %q", line)
			}
		}
	})
}

func TestTheTraceOfTheDemoHasBothClients(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		if o := w.Call("-trace", file); o.Status != 0 {
			t.Errorf("status %d, stderr %q", o.Status, o.Stderr)
		}
	})
	tasks, err := programtest.TasksOf(file)
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
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			time.AfterFunc(after, w.Interrupt)
			o := w.Call("demo")
			if o.Status != 1 || o.Stderr != "demo: interrupted\n" || o.Took != after {
				t.Errorf("after %v: status %d after %v, stderr %q", after, o.Status, o.Took, o.Stderr)
			}
		})
	}
}

func TestAnInterruptEndsFailuresAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 1, 50 * ms} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			time.AfterFunc(after, w.Interrupt)
			o := w.Call("failures")
			if o.Status != 1 || o.Stderr != "failures: interrupted\n" || o.Took != after {
				t.Errorf("after %v: %+v", after, o)
			}
		})
	}
}
