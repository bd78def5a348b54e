package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheDemoRecitesAPoemAndShowsThreeTimelines(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("demo")
		if o.status != 0 || o.stderr != "" {
			t.Fatalf("status %d, stderr %q", o.status, o.stderr)
		}
		if o.took != 1150*ms+4310*ms+2*1800*ms {
			t.Errorf("took %v", o.took)
		}
		rest := o.stdout
		for _, want := range []string{
			"poem 1 is tide,      476 bytes, 20 at a time, every 50ms\n",
			"poem 2 is splitflap, ",
			"poem 3 is kettle,    ",
			"The first server, by itself:\n\n" + textOf(t, "tide") + "\n",
			"get-blocking ...\nget-async ...\nget-goroutines ...\n",
			"\nget-blocking: 4.31 s\npoem 1  ",
			"\npoem 2  ", "\npoem 3  ",
			"\nget-async: 1.80 s\npoem 1  ",
			"\nget-goroutines: 1.80 s\npoem 1  ",
		} {
			var found bool
			if _, rest, found = strings.Cut(rest, want); !found {
				t.Errorf("no %q where it should be in\n%s", want, o.stdout)
			}
		}
		if blocked := strings.Count(o.stdout, "!"); blocked == 0 || strings.Contains(rest, "!") {
			t.Errorf("only the blocking client keeps anybody waiting:\n%s", o.stdout)
		}
		for line := range strings.Lines(o.stdout) {
			if strings.HasPrefix(line, "poem 3  ") && len(line) > 73 {
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
	for _, client := range patient {
		want = append(want, client+", poem 1", client+", poem 2", client+", poem 3")
	}
	if tasks, err := tasksOf(file); err != nil || !slices.Equal(tasks, want) {
		t.Errorf("%q, %v, want %q", tasks, err, want)
	}
}

func TestTwoDemosDoNotMeet(t *testing.T) {
	inWorld(t, func(w *world) {
		var other outcome
		w.servers.Go(func() { other = w.call() }) // the first program needs no name
		o := w.call("demo")
		w.servers.Wait()
		if o != other || o.status != 0 {
			t.Errorf("one: %+v\nother: %+v", o, other)
		}
	})
}

func TestAnInterruptEndsTheDemoAtOnce(t *testing.T) {
	for _, after := range []time.Duration{
		0, 500 * ms, // while it recites
		1200 * ms, 4 * time.Second, // in get-blocking
		6 * time.Second, // in get-async
		8 * time.Second, // in get-goroutines
	} {
		inWorld(t, func(w *world) {
			time.AfterFunc(after, w.close)
			o := w.call("demo")
			if o.status != 1 || o.stderr != "demo: interrupted\n" || o.took != after {
				t.Errorf("after %v: status %d after %v, stderr %q", after, o.status, o.took, o.stderr)
			}
		})
	}
}

func TestTheDemoTakesPortsThatAreFree(t *testing.T) {
	inWorld(t, func(w *world) {
		for port := 49152; port < 49160; port++ { // the first that the world would give it
			w.listen(port)
		}
		if o := w.call("demo"); o.status != 0 {
			t.Errorf("status %d, stderr %q", o.status, o.stderr)
		}
	})
}
