package reactor

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"slowpoetry/code/panics"
	"slowpoetry/code/socket"
)

func TestCallWhenRunningComesFirstAndInOrder(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var said []string
		w.CallLater(0, func() { said = append(said, "later"); w.Stop() })
		w.CallWhenRunning(func() { said = append(said, "hello") })
		w.CallWhenRunning(func() {
			if !w.Running() {
				t.Error("called, though not running")
			}
			w.CallWhenRunning(func() { said = append(said, "now") })
			said = append(said, "world")
		})
		w.run()
		if got := strings.Join(said, " "); got != "hello world later now" {
			t.Errorf("said %q", got)
		}
	})
}

func TestStopTwiceStopWithoutRunRunInsideRun(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		if err := w.Stop(); err != ErrNotRunning {
			t.Errorf("stop before run: %v", err)
		}
		w.CallWhenRunning(func() {
			if err := w.Run(t.Context()); err != ErrRunning {
				t.Errorf("run inside run: %v", err)
			}
			if err := w.Close(); err != ErrRunning {
				t.Errorf("close inside run: %v", err)
			}
			if err := w.Stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
			if err := w.Stop(); err != ErrNotRunning {
				t.Errorf("second stop: %v", err)
			}
		})
		w.run()
	})
}

func TestRunAgainAfterStop(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		left := w.CallLater(time.Hour, func() { w.Stop() })
		for range 3 {
			w.CallWhenRunning(func() { w.Stop() })
			w.run()
		}
		if !left.Active() {
			t.Error("what was to come is forgotten")
		}
		left.Reset(0)
		w.run() // until left comes
	})
}

func TestADoneContextStopsInGoodOrder(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		ctx, cancel := context.WithCancel(t.Context())
		closed := false
		w.AddTrigger(AfterShutdown, func() { closed = true })
		w.CallLater(time.Millisecond, cancel)
		if err := w.Run(ctx); err != nil || !closed {
			t.Errorf("run: %v, triggers called: %v", err, closed)
		}
		if err := w.Run(ctx); err != nil { // done before it begins: it ends at once
			t.Errorf("run: %v", err)
		}
		began := w.Now()
		w.CallLater(2*time.Millisecond, func() { w.Stop() })
		w.run()
		if w.Now()-began < 2*time.Millisecond {
			t.Error("the old context has stopped a new run")
		}
	})
}

func TestCallFromGoroutineWakesTheLoop(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		const goroutines, each = 8, 200
		var sent sync.WaitGroup
		var got [goroutines][]int // no lock: only the loop touches it
		count := 0
		w.CallWhenRunning(func() {
			for g := range goroutines {
				sent.Go(func() {
					for i := range each {
						w.CallFromGoroutine(func() {
							got[g] = append(got[g], i)
							if count++; count == goroutines*each {
								w.Stop()
							}
						})
					}
				})
			}
		})
		w.run()
		sent.Wait()
		for g := range got {
			for i := range got[g] {
				if got[g][i] != i {
					t.Fatalf("goroutine %d: call %d came as number %d", g, got[g][i], i)
				}
			}
		}
	})
}

func TestPanicsGoNoFurther(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		boom := errors.New("boom")
		survived := 0
		count := func() { survived++ }
		w.CallWhenRunning(func() { panic(boom) })
		w.CallWhenRunning(count)
		w.CallLater(0, func() { var nothing []int; _ = nothing[survived] })
		w.CallLater(0, count)
		w.CallFromGoroutine(func() { panic("from outside") })
		w.CallFromGoroutine(count)
		w.AddTrigger(BeforeShutdown, func() { panic("at the door") })
		w.AddTrigger(BeforeShutdown, count)
		w.CallLater(time.Millisecond, func() { w.Stop() })
		w.run()
		if survived != 4 {
			t.Errorf("%d of 4 callbacks survived", survived)
		}
		log := w.takeLog()
		for _, want := range []string{"panic=boom", "index out of range", "from outside", "at the door",
			"callback=reactor.TestPanicsGoNoFurther", "loop_test.go:", "level=ERROR"} {
			if !strings.Contains(log, want) {
				t.Errorf("the log does not say %q:\n%s", want, log)
			}
		}
	})
}

func TestAPanicErrorKnowsItsStackAndItsError(t *testing.T) {
	w := newWorld(t, Config{})
	boom := errors.New("boom")
	err := w.guard("somebody", func() { explode(boom) })
	var p *panics.Error
	if !errors.As(err, &p) || !errors.Is(err, boom) || err.Error() != "panic: boom" {
		t.Fatalf("the error is %v", err)
	}
	if stack := strings.Join(p.Stack(), "\n"); !strings.HasPrefix(stack, "reactor.explode loop_test.go:") || strings.Contains(stack, "contain") {
		t.Errorf("the stack is\n%s", stack)
	}
	w.takeLog()
}

//go:noinline
func explode(err error) { panic(err) }

func TestShutdownGoesThroughItsPhases(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var said []string
		say := func(word string) func() { return func() { said = append(said, word) } }
		w.AddTrigger(AfterShutdown, say("after"))
		w.AddTrigger(DuringShutdown, say("during"))
		w.AddTrigger(BeforeShutdown, say("before"))
		w.AddTrigger(BeforeShutdown, say("not at all")).Remove()
		w.AddTrigger(BeforeShutdown, func() {
			release := w.HoldShutdown()
			w.CallLater(2*time.Millisecond, func() {
				say("the end of a poem")()
				release()
				release()
			})
		})
		w.CallWhenRunning(func() { w.Stop() })
		w.run()
		if got := strings.Join(said, ", "); got != "before, the end of a poem, during, after" {
			t.Errorf("said %s", got)
		}
		said = nil
		w.CallWhenRunning(func() { w.Stop() })
		w.run()
		if said != nil {
			t.Errorf("the next time it said %v", said)
		}
	})
}

func TestALoopWithNothingToDoRests(t *testing.T) {
	var waits int
	w := newWorld(t, Config{})
	w.poller = counting{w.poller, &waits}
	w.CallLater(30*time.Millisecond, func() { w.Stop() })
	w.run()
	if waits > 4 {
		t.Errorf("it waited %d times for one call", waits)
	}
}

func TestAHoldDoesNotHoldUpTheTriggers(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		release := w.HoldShutdown() // before anybody stops
		w.AddTrigger(BeforeShutdown, func() {
			w.CallLater(10*time.Millisecond, func() {
				w.AddTrigger(BeforeShutdown, release) // there is time yet for another
			})
		})
		w.CallLater(time.Millisecond, func() { w.Stop() })
		w.run()
	})
}

func TestWhatIsOpenedDuringTheShutdownIsClosed(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var late *Port
		client := &talker{name: "client"}
		client.onMade = func(*talker) {
			w.AddTrigger(DuringShutdown, client.Abort)
			w.Stop()
		}
		client.onLost = func(*talker) { late = w.listen(serving(&talker{})) }
		w.connect(w.listen(serving(&talker{name: "server"})), client)
		w.run()
		if late == nil || !late.closed {
			t.Error("a port is open after Run")
		}
	})
}

// A nameless is a protocol that does not know its name.
type nameless struct{ *talker }

func (nameless) String() string { panic("who am I?") }

func TestAPanicInStringGoesNoFurther(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := nameless{&talker{onData: func(*talker, []byte) { panic("ouch") }}}
		client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "hello") }}
		client.onLost = func(*talker) { w.Stop() }
		w.connect(w.listen(serving(server)), client)
		w.run()
		if log := w.takeLog(); !strings.Contains(log, "callback=reactor.nameless panic=ouch") {
			t.Errorf("the log says %q", log)
		}
	})
}

// A broken poller fails as long as there is an error for it.
type broken struct {
	socket.Poller
	err *error
}

func (b broken) Wait(events []socket.Event, timeout time.Duration) (int, error) {
	if *b.err != nil {
		return 0, *b.err
	}
	return b.Poller.Wait(events, timeout)
}

func TestAHoldEndsWithItsRun(t *testing.T) {
	w := newWorld(t, Config{})
	failure := errors.New("out of order")
	w.poller = broken{w.poller, &failure}
	release := w.HoldShutdown()
	if err := w.Run(t.Context()); err != failure {
		t.Fatalf("run: %v, want %v", err, failure)
	}

	failure = nil
	w.CallWhenRunning(func() { w.Stop() })
	w.run() // nobody waits any more for who held the first

	held := w.HoldShutdown()
	over := false
	w.CallWhenRunning(func() {
		w.Stop()
		release() // too late, and nothing to do with the second
		w.CallLater(time.Millisecond, func() { over = true; held() })
	})
	w.run()
	if !over {
		t.Error("an old release has released a new hold")
	}
}

func TestATriggerThatComesBackWaitsForTheNextRun(t *testing.T) {
	for phase := range phases {
		inEachWorld(t, func(t *testing.T, w *world) {
			times := 0
			var again func()
			again = func() {
				if times++; times < 1000 {
					w.AddTrigger(phase, again)
				}
			}
			again()
			times = 0
			release := w.HoldShutdown()
			w.CallLater(0, func() {
				w.Stop()
				w.CallLater(5*time.Millisecond, release)
			})
			w.run()
			if times != 1 {
				t.Errorf("phase %d: called %d times", phase, times)
			}
			w.CallWhenRunning(func() { w.Stop() })
			w.run()
			if times != 2 {
				t.Errorf("phase %d: called %d times in two runs", phase, times)
			}
		})
	}
}

func TestATriggerRemovedByTheOneBeforeItIsNotCalled(t *testing.T) {
	w := newWorld(t, Config{})
	var second *Trigger
	w.AddTrigger(DuringShutdown, func() { second.Remove() })
	second = w.AddTrigger(DuringShutdown, func() { t.Error("called") })
	w.CallWhenRunning(func() { w.Stop() })
	w.run()
}

func TestASecondStopEndsTheHolds(t *testing.T) {
	for name, force := range map[string]func(w *world, cancel func()){
		"Stop":              func(w *world, _ func()) { w.Stop() },
		"the context's end": func(_ *world, cancel func()) { cancel() },
	} {
		inEachWorld(t, func(t *testing.T, w *world) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			release := w.HoldShutdown() // which comes too late
			after := false
			w.AddTrigger(AfterShutdown, func() { after = true })
			w.CallLater(0, func() {
				w.Stop()
				w.CallLater(5*time.Millisecond, func() { force(w, cancel) })
			})
			if err := w.Run(ctx); err != nil || !after {
				t.Errorf("%s: %v, after: %v", name, err, after)
			}
			release()
		})
	}
}

// An inkless handler panics instead of logging.
type inkless struct{ slog.Handler }

func (inkless) Enabled(context.Context, slog.Level) bool  { return true }
func (inkless) Handle(context.Context, slog.Record) error { panic("no ink") }

func TestALogThatPanicsIsNoReasonToStop(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		w.Reactor.log = slog.New(inkless{})
		survived := false
		w.CallLater(0, func() { panic("ouch") })
		w.CallLater(time.Millisecond, func() { survived = true; w.Stop() })
		w.run()
		if !survived {
			t.Error("it stopped")
		}
	})
}

func TestTheLoopGivesBackWhatARushHasTaken(t *testing.T) {
	w := newWorld(t, Config{})
	for range 100_000 {
		w.CallFromGoroutine(func() {})
		w.CallWhenRunning(func() {})
	}
	w.CallFromGoroutine(func() { w.Stop() })
	w.run()
	for _, room := range []int{cap(w.incoming), cap(w.taken), cap(w.later)} {
		if room > 1024 {
			t.Errorf("room for %d calls, for none", room)
		}
	}
}
