package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestTheDemoHasAFunctionThatBlocksAndOneThatDoesNot(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo")
		if o.Status != 0 || o.Stderr != "" {
			t.Fatalf("status %d, stderr %q", o.Status, o.Stderr)
		}
		tide, kettle := programtest.Reciting(programtest.TextOf(t, "tide"), 40, 50*ms), programtest.Reciting(programtest.TextOf(t, "kettle"), 40, 80*ms)
		if want := kettle + tide + kettle; o.Took != want {
			t.Errorf("took %v, want %v", o.Took, want)
		}
		rest := regexp.MustCompile(`127.0.0.1:\d+`).ReplaceAllString(o.Stdout, "127.0.0.1:PORT")
		for _, want := range []string{
			"\nget:\npoem 2: no poem at 127.0.0.1:PORT: connect 127.0.0.1:PORT: connection refused\n" +
				"poem 1: complete, 476 bytes\npoem 3: complete, 613 bytes\n1 of 3 poems did not come\n",
			"\nget-blocking:\npoem 1: complete, 476 bytes\npoem 2: no poem at 127.0.0.1:PORT: ",
			"connection refused\npoem 3: complete, 613 bytes\n1 of 3 poems did not come\n",
			"\nget: 1.20 s\n", "\nreactor ",
			"\nget-blocking: 1.75 s\n",
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
	for _, client := range []string{"get, reactor", "get-blocking, 127.0.0.1:"} {
		if !slices.ContainsFunc(tasks, func(task string) bool { return strings.HasPrefix(task, client) }) {
			t.Errorf("%s is not there: %q", client, tasks)
		}
	}
}
