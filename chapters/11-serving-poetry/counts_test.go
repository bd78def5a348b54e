package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

// The loop watches the door and each client; a server that lets go has a protocol for each of them;
// and the two that do not keep theirs for as long as the chapter says.
func TestAliveCountsWhatTheChapterSays(t *testing.T) {
	want := []string{
		"watched protocols: serve serve-first guest book",
		"the door is open 1 0 0 0",
		"three listen 4 3 3 3",
		"one has left 3 2 3 3",
		"all have left 1 0 3 3",
		"a poem's length later 1 0 0 3",
	}
	check := func(o programtest.Outcome) {
		t.Helper()
		var got []string
		for line := range strings.Lines(o.Stdout) {
			got = append(got, strings.Join(strings.Fields(line), " "))
		}
		if o.Status != 0 || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%+v", o)
		}
	}
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) { check(w.Call("alive")) })
	check(programtest.Start(t, "alive").Outcome())
}

func TestCrawlMeasures(t *testing.T) {
	check := func(o programtest.Outcome, size float64) {
		t.Helper()
		lines := strings.Split(o.Stdout, "\n")
		if o.Status != 0 || len(lines) != 7 {
			t.Fatalf("%+v", o)
		}
		for i, name := range []string{"all at once", "when it is asked", "a goroutine each"} {
			var none, two, four, gone float64
			line, ok := strings.CutPrefix(lines[3+i], name)
			if _, err := fmt.Sscan(line, &none, &two, &four, &gone); err != nil || !ok {
				t.Fatalf("%q: %v", lines[3+i], err)
			}
			bad := none != 0 || two > 1 || four > 1 || gone > 1
			if i == 0 {
				bad = none != 0 || two < size || two > 2.2*size || four < 2*size || four > 4.4*size || gone > 1
			}
			if bad {
				t.Errorf("%s", lines[3+i])
			}
		}
	}
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		check(w.Call("crawl", "-clients", "4", "-size", "4"), 4)
	})
	check(programtest.Start(t, "crawl", "-clients", "4").Outcome(), 14) // some of it waits in the kernel
}

func TestRushShowsThreePolicies(t *testing.T) {
	o, run := chapter.Alone(t, "rush")
	for _, want := range []string{
		"refuse: 4 hear it all, 2 refused\n",
		"queue:  6 hear it all, 4 wait first\n",
		"shed:   2 hear it all, 4 shed\n",
		"\nclient 6 ",
	} {
		if !strings.Contains(o.Stdout, want) {
			t.Errorf("no %q in\n%s", want, o.Stdout)
		}
	}
	refused, queued := 0, 0
	for _, e := range run {
		switch {
		case e.Kind == trace.Cancel && strings.HasPrefix(e.Task, "refuse, "):
			refused++
		case e.Kind == trace.Ready && strings.HasPrefix(e.Task, "queue, "):
			queued++
		}
	}
	if refused != 2 || queued != 4 {
		t.Errorf("%d refused, %d queued:\n%s", refused, queued, o.Stdout)
	}
	for line := range strings.Lines(o.Stdout) {
		if len(line) > 73 {
			t.Errorf("wider than 72 columns: %q", line)
		}
	}
}

func TestALimitIsKept(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	took := programtest.Reciting(tide, 10, 10*ms)
	for policy, want := range map[string]struct {
		heard [3]string // by the first, the second and the third
		last  time.Duration
	}{
		"refuse": {[3]string{tide, tide, ""}, took},
		"queue":  {[3]string{tide, tide, tide}, 2 * took},
		"shed":   {[3]string{tide[:10], tide, tide}, took},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			start(w, "limit", 10001, "-policy", policy)
			began := time.Now()
			for i := range 3 {
				w.Go(func() {
					time.Sleep(time.Duration(i) * ms) // one after another
					o := w.Call("hear", "10001")
					if o.Stdout != want.heard[i] {
						t.Errorf("%s: listener %d hears %+v", policy, i+1, o)
					}
					if took := time.Since(began); took > want.last+5*ms {
						t.Errorf("%s: listener %d is done after %v, want %v", policy, i+1, took, want.last)
					}
				})
			}
			time.Sleep(time.Minute)
			w.Interrupt()
		})
	}
}

// Who leaves the line makes room in it, and those who are behind move up.
func TestTheLineMovesUp(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		s := start(w, "limit", 10001, "-policy", "queue", "-seats", "1")
		w.Go(func() { w.Call("hear", "10001") })
		time.Sleep(ms)
		gone := w.Dial(10001)
		time.Sleep(ms)
		w.Go(func() {
			if o := w.Call("hear", "10001"); o.Stdout != tide {
				t.Errorf("%+v", o)
			}
		})
		time.Sleep(ms)
		gone.Close()
		time.Sleep(time.Minute)
		w.Interrupt()
		want := "client 2 waits, as number 1\nclient 3 waits, as number 2\nclient 2 has left the line\nclient 1 has heard it all\nclient 3 has heard it all\n"
		if o := s.Outcome(); o.Stderr != want {
			t.Errorf("%s\nwant\n%s", o.Stderr, want)
		}
	})
}

func TestTheDemoShowsWhoWaits(t *testing.T) {
	o, _ := chapter.Alone(t, "demo")
	for _, want := range []string{
		"a server that blocks: listener 3 has heard it all after 1.05 s\n",
		"a server on the reactor: listener 3 has heard it all after 0.35 s\n",
	} {
		if !strings.Contains(o.Stdout, want) {
			t.Errorf("no %q in\n%s", want, o.Stdout)
		}
	}
}

// A hasty server ends well only by luck.
func TestHearCounts(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		start(w, "serve-raw", 10001, "-hasty")
		start(w, "serve-raw", 10002)
		if o := w.Call("hear", "-times", "20", "-say", "hello", "10002"); o.Stdout != "20 of 20 ended well\n" {
			t.Errorf("%+v", o)
		}
		if o := w.Call("hear", "-times", "20", "-say", "hello", "10001"); strings.HasPrefix(o.Stdout, "20 of 20 ") || !strings.Contains(o.Stdout, " of 20 ended well\nthe last that did not: after 476 bytes: ") {
			t.Errorf("%+v", o)
		}
	})
}
