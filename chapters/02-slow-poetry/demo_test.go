package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

func TestTheDemoRecitesAPoemAndShowsThreeTimelines(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo")
		if o.Status != 0 || o.Stderr != "" {
			t.Fatalf("status %d, stderr %q", o.Status, o.Stderr)
		}
		if o.Took != 1150*ms+4310*ms+2*1800*ms {
			t.Errorf("took %v", o.Took)
		}
		rest := o.Stdout
		for _, want := range []string{
			"poem 1 is tide,      476 bytes, 20 at a time, every 50ms\n",
			"poem 2 is splitflap, ",
			"poem 3 is kettle,    ",
			"The first server, by itself:\n\n" + programtest.TextOf(t, "tide") + "\n",
			"get-blocking ...\nget-async ...\nget-goroutines ...\n",
			"\nget-blocking: 4.31 s\npoem 1  ",
			"\npoem 2  ", "\npoem 3  ",
			"\nget-async: 1.80 s\npoem 1  ",
			"\nget-goroutines: 1.80 s\npoem 1  ",
		} {
			var found bool
			if _, rest, found = strings.Cut(rest, want); !found {
				t.Errorf("no %q where it should be in\n%s", want, o.Stdout)
			}
		}
		if blocked := strings.Count(o.Stdout, "!"); blocked == 0 || strings.Contains(rest, "!") {
			t.Errorf("only the blocking client keeps anybody waiting:\n%s", o.Stdout)
		}
		for line := range strings.Lines(o.Stdout) {
			if strings.HasPrefix(line, "poem 3  ") && len(line) > 73 {
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
	for _, client := range patient {
		want = append(want, client+", poem 1", client+", poem 2", client+", poem 3")
	}
	if tasks, err := programtest.TasksOf(file); err != nil || !slices.Equal(tasks, want) {
		t.Errorf("%q, %v, want %q", tasks, err, want)
	}
}

func TestTwoDemosDoNotMeet(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		var other programtest.Outcome
		w.Go(func() { other = w.Call() }) // the first program needs no name
		o := w.Call("demo")
		w.Wait()
		if o != other || o.Status != 0 {
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
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			time.AfterFunc(after, w.Interrupt)
			o := w.Call("demo")
			if o.Status != 1 || o.Stderr != "demo: interrupted\n" || o.Took != after {
				t.Errorf("after %v: status %d after %v, stderr %q", after, o.Status, o.Took, o.Stderr)
			}
		})
	}
}

func TestTheDemoTakesPortsThatAreFree(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		for port := 49152; port < 49160; port++ { // the first that the world would give it
			w.Listen(port)
		}
		if o := w.Call("demo"); o.Status != 0 {
			t.Errorf("status %d, stderr %q", o.Status, o.Stderr)
		}
	})
}
