package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheDemoHasAFunctionThatBlocksAndOneThatDoesNot(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("demo")
		if o.status != 0 || o.stderr != "" {
			t.Fatalf("status %d, stderr %q", o.status, o.stderr)
		}
		tide, kettle := reciting(textOf(t, "tide"), 40, 50*ms), reciting(textOf(t, "kettle"), 40, 80*ms)
		if want := kettle + tide + kettle; o.took != want {
			t.Errorf("took %v, want %v", o.took, want)
		}
		rest := regexp.MustCompile(`127.0.0.1:\d+`).ReplaceAllString(o.stdout, "127.0.0.1:PORT")
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
	for _, client := range []string{"get, reactor", "get-blocking, 127.0.0.1:"} {
		if !slices.ContainsFunc(tasks, func(task string) bool { return strings.HasPrefix(task, client) }) {
			t.Errorf("%s is not there: %q", client, tasks)
		}
	}
}
