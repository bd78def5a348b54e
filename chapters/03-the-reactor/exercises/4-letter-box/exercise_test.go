package exercise

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// box runs a loop for a minute at most, in simulated time. Prepare says what is to happen; it may
// note words, on the loop's goroutine. Box returns them with the time that Run took.
func box(t *testing.T, prepare func(l *Loop, note func(word string))) (noted string, took time.Duration) {
	t.Helper()
	var words []string
	synctest.Test(t, func(t *testing.T) {
		l := newLoop(t)
		prepare(l, func(word string) { words = append(words, word) })
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		start := time.Now()
		if err := l.Run(ctx); err != nil {
			t.Error(err)
		}
		took = time.Since(start)
	})
	return strings.Join(words, " "), took
}

func newLoop(t *testing.T) *Loop {
	l, err := New(socket.Portable(new(sim.Network)))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestALetterWakesTheLoop(t *testing.T) {
	noted, took := box(t, func(l *Loop, note func(string)) {
		go func() {
			time.Sleep(time.Second)
			l.Post(func() { note("letter"); l.Stop() })
		}()
	})
	if noted != "letter" || took != time.Second {
		t.Errorf("posted after 1s: the loop called %q and returned after %v", noted, took)
	}
}

func TestLettersComeInOrder(t *testing.T) {
	noted, _ := box(t, func(l *Loop, note func(string)) {
		l.Post(func() { note("a") }) // before Run
		go func() {
			for _, word := range []string{"b", "c", "d"} {
				l.Post(func() { note(word) })
			}
			l.Post(l.Stop)
		}()
	})
	if want := "a b c d"; noted != want {
		t.Errorf("called %q, want %q", noted, want)
	}
}

// A function that posts one that posts one, and so on, must neither deadlock nor keep the alarms
// waiting.
func TestALetterMayPostAnother(t *testing.T) {
	noted, _ := box(t, func(l *Loop, note func(string)) {
		posted := 0
		var again func()
		again = func() {
			if posted++; posted == 1000 {
				note("the alarm never rang")
				l.Stop()
				return
			}
			l.Post(again)
		}
		l.Post(again)
		l.Later(0, func() { note("alarm"); l.Stop() })
	})
	if noted != "alarm" {
		t.Errorf("%s", noted)
	}
}

func TestWhatWasAcceptedBeforeTheEndIsCalled(t *testing.T) {
	noted, _ := box(t, func(l *Loop, note func(string)) {
		l.Later(time.Second, func() {
			l.Post(func() { note("a") })
			l.Post(func() {
				note("b")
				if l.Post(func() { note("too late") }) {
					note("accepted")
				}
			})
			l.Stop()
		})
	})
	if want := "a b"; noted != want {
		t.Errorf("posted just before Stop: called %q, want %q", noted, want)
	}
}

func TestWhatWasAcceptedBeforeCtrlCIsCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, called := newLoop(t), 0
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if !l.Post(func() { called++ }) {
			t.Error("Post refuses before Run")
		}
		if err := l.Run(ctx); err != nil || called != 1 {
			t.Errorf("with a ctx that is done, Run returns %v and has called what was posted %d times, want once", err, called)
		}
	})
}

func TestAfterTheEndALetterIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLoop(t)
		l.Later(0, l.Stop)
		l.Run(t.Context())
		if l.Post(func() { t.Error("called") }) {
			t.Error("Post returns true, and Run has returned")
		}
	})
}

// The promise, in real time: goroutines post while another stops the loop.
func TestEveryYesIsKept(t *testing.T) {
	for range 200 {
		l := newLoop(t)
		var accepted, called atomic.Int64
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 50 {
					if l.Post(func() { called.Add(1) }) {
						accepted.Add(1)
					}
				}
			})
		}
		all.Go(func() { l.Post(l.Stop) })
		ctx, stop := context.WithTimeout(t.Context(), 4*time.Second)
		defer stop()
		if err := l.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if ctx.Err() != nil {
			t.Fatal("Stop was posted, and the loop sleeps on")
		}
		during := called.Load()
		all.Wait()
		if accepted.Load() != during || called.Load() != during {
			t.Fatalf("Post said yes %d times, and %d functions were called before Run returned, %d in all", accepted.Load(), during, called.Load())
		}
	}
}
