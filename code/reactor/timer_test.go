package reactor

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCallsComeInTheOrderOfTheirTimes(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var said []string
		say := func(word string) func() { return func() { said = append(said, word) } }
		w.CallLater(20*time.Millisecond, say("third"))
		w.CallLater(0, say("first"))
		w.CallLater(10*time.Millisecond, say("second"))
		w.CallLater(30*time.Millisecond, func() { w.Stop() })
		w.run()
		if got := strings.Join(said, " "); got != "first second third" {
			t.Errorf("said %q", got)
		}
	})
}

func TestCallsOfOneMomentComeInTheOrderOfAsking(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	var called []int
	for i := range 100 {
		w.CallLater(time.Second, func() { called = append(called, i) })
	}
	at = time.Second
	w.CallLater(0, func() { w.Stop() })
	w.run()
	if len(called) != 100 || !slices.IsSorted(called) {
		t.Errorf("called %v", called)
	}
}

func TestNoCallComesEarly(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		asked := w.Now()
		var early []time.Duration
		left := 20
		for i := range left {
			delay := time.Duration(i) * 700 * time.Microsecond
			w.CallLater(delay, func() {
				if passed := w.Now() - asked; passed < delay {
					early = append(early, delay-passed)
				}
				if left--; left == 0 {
					w.Stop()
				}
			})
		}
		w.run()
		if early != nil {
			t.Errorf("early by %v", early)
		}
	})
}

func TestCancelAndReset(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	var called []string
	ask := func(delay time.Duration, word string) *Call {
		return w.CallLater(delay, func() { called = append(called, fmt.Sprint(word, " at ", at)) })
	}
	cancelled, reset, hurried := ask(1, "cancelled"), ask(2, "reset"), ask(90, "hurried")
	at = 1
	if !cancelled.Cancel() || cancelled.Cancel() || cancelled.Active() {
		t.Error("a cancelled call is not done with")
	}
	if !reset.Reset(10) || !hurried.Reset(4) {
		t.Error("what was reset was not to come")
	}
	var none *Call
	if none.Cancel() {
		t.Error("no call at all was to come")
	}
	var tick func()
	tick = func() {
		if at++; at == 20 {
			w.Stop()
		} else {
			w.CallFromGoroutine(tick)
		}
	}
	w.CallWhenRunning(tick)
	w.run()
	if got := strings.Join(called, ", "); got != "hurried at 5ns, reset at 11ns" {
		t.Errorf("called: %s", got)
	}
	if reset.Active() || reset.Cancel() {
		t.Error("a call that has come can be cancelled")
	}
	called = nil
	at = 0
	w.CallFromGoroutine(tick)
	if reset.Reset(3) || !reset.Active() || cancelled.Reset(2) {
		t.Error("what has come, or been cancelled, was still to come")
	}
	w.run()
	if got := strings.Join(called, ", "); got != "cancelled at 2ns, reset at 3ns" {
		t.Errorf("called anew: %s", got)
	}
}

func TestACallMayCancelTheOneBehindIt(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	var second *Call
	w.CallLater(1, func() { second.Cancel() })
	second = w.CallLater(1, func() { t.Error("called, though cancelled") })
	w.CallLater(1, func() { w.Stop() })
	at = 1
	w.run()
}

func TestWhatIsAskedForInATurnComesInALaterOne(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		turns := 0
		again := func() {}
		again = func() {
			if turns++; turns < 100 {
				w.CallLater(0, again) // for ever, were it not for
			}
		}
		w.CallLater(0, again)
		w.CallFromGoroutine(func() {
			w.CallFromGoroutine(func() {
				if turns >= 100 {
					t.Error("the calls of other goroutines were starved")
				}
				w.Stop()
			})
		})
		w.run()
	})
}

func TestAgendaAgainstASortedList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var a agenda
	var want []slot
	sorted := func() {
		slices.SortFunc(want, func(x, y slot) int {
			if x.before(y) {
				return -1
			}
			return 1
		})
	}
	for range 20_000 {
		switch {
		case len(want) > 0 && random.IntN(3) == 0:
			i := random.IntN(len(want)) // somebody cancels
			a.remove(int(want[i].call.place))
			want = slices.Delete(want, i, i+1)
		case len(want) > 0 && random.IntN(3) == 0:
			sorted()
			if got := a.remove(0); got != want[0].call {
				t.Fatalf("the first of %d is not the first", len(want))
			}
			want = want[1:]
		default:
			s := slot{time.Duration(random.IntN(50)), new(Call)}
			a.add(s.due, s.call)
			want = append(want, s)
		}
		for i := range a.slots {
			if a.slots[i].call.place != int32(i) {
				t.Fatal("a call does not know its place")
			}
		}
		if len(want) > 300 {
			for len(a.slots) > 0 {
				sorted()
				if a.remove(0) != want[0].call {
					t.Fatal("out of order")
				}
				want = want[1:]
			}
		}
	}
}

func TestLoopingCallKeepsToTheBeat(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	var beats []time.Duration
	var l *LoopingCall
	l = NewLoopingCall(w.Reactor, func() {
		beats = append(beats, at)
		switch len(beats) {
		case 2:
			at += 25 // and so two beats are missed
		case 5:
			l.Stop()
		}
	})
	l.Start(10, true)
	var tick func()
	tick = func() {
		if at++; l.Running() {
			w.CallFromGoroutine(tick)
		} else {
			w.Stop()
		}
	}
	w.CallFromGoroutine(tick)
	w.run()
	if got := fmt.Sprint(beats); got != "[1ns 10ns 40ns 50ns 60ns]" {
		t.Errorf("beats at %s", got)
	}
}

func TestAPanicEndsALoopingCallAndNothingElse(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		times := 0
		l := NewLoopingCall(w.Reactor, func() { times++; panic("out of step") })
		l.Start(time.Millisecond, false)
		w.CallLater(20*time.Millisecond, func() { w.Stop() })
		w.run()
		if times != 1 || l.Running() {
			t.Errorf("called %d times, running %v", times, l.Running())
		}
		if log := w.takeLog(); !strings.Contains(log, "out of step") {
			t.Errorf("the log says %q", log)
		}
	})
}

func TestLoopingCallStartedAnewFromInside(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var l *LoopingCall
		times := 0
		l = NewLoopingCall(w.Reactor, func() {
			switch times++; times {
			case 1:
				l.Start(2*time.Millisecond, false)
			case 3:
				l.Stop()
				w.Stop()
			}
		})
		l.Start(time.Millisecond, false)
		w.run()
		if times != 3 || l.Stop() {
			t.Errorf("called %d times", times)
		}
	})
}

func TestAMillionCallsAskedForAndCancelled(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	million := 1_000_000
	if raceEnabled { // which makes it ten times as slow
		million /= 10
	}
	random := rand.New(rand.NewPCG(1, 2))
	called := 0
	calls := make([]*Call, million)
	for i := range calls {
		calls[i] = w.CallLater(time.Duration(random.IntN(1000)), func() { called++ })
	}
	random.Shuffle(million, func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
	for _, c := range calls[:million-1000] {
		c.Cancel()
	}
	at = 1000
	w.CallLater(0, func() { w.Stop() })
	w.run()
	if called != 1000 || len(w.agenda.slots) != 0 {
		t.Errorf("%d calls came, and %d are to come", called, len(w.agenda.slots))
	}
}

func TestTheAgendaGivesBackWhatARushHasTaken(t *testing.T) {
	var a agenda
	for range 100_000 {
		a.add(1, new(Call))
	}
	for len(a.slots) > 10 {
		a.remove(len(a.slots) / 2)
	}
	if cap(a.slots) > 4096 {
		t.Errorf("room for %d calls, for 10", cap(a.slots))
	}
}

func BenchmarkCallLater(b *testing.B) {
	r, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	f := func() {}
	random := rand.New(rand.NewPCG(1, 2))
	b.Run("add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.CallLater(time.Duration(random.Int64N(1e12)), f)
		}
	})
	b.Run("cancel", func(b *testing.B) {
		calls := make([]*Call, b.N)
		for i := range calls {
			calls[i] = r.CallLater(time.Duration(random.Int64N(1e12)), f)
		}
		b.ResetTimer()
		for _, c := range calls {
			c.Cancel()
		}
	})
}

func TestTheLongestDelayIsForEver(t *testing.T) {
	at := time.Second
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	never := func() { t.Error("for ever is over") }
	w.CallLater(math.MaxInt64, never)
	w.CallLater(1, never).Reset(math.MaxInt64)
	w.CallLater(0, func() { w.Stop() })
	w.run()
}

func TestACallAskedForLongAgoIsNotTakenForANewOne(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	w.CallLater(time.Hour, func() { w.Stop() })
	for _, calls := range []uint32{1 << 31, 1<<32 - 3} { // so many have come and gone meanwhile
		w.agenda.count = calls
		w.CallLater(time.Second, func() {})
	}
	at = time.Hour
	w.run()
}

func TestAPanicEndsALoopingCallThatItStartedAnew(t *testing.T) {
	at := time.Duration(0)
	w := newWorld(t, Config{Now: func() time.Duration { return at }})
	var l *LoopingCall
	l = NewLoopingCall(w.Reactor, func() {
		l.Start(time.Second, true)
		w.CallLater(0, func() { w.Stop() })
		panic("ouch")
	})
	l.Start(time.Second, true)
	w.run()
	if l.Running() {
		t.Error("it runs")
	}
	w.takeLog()
}

func TestCallsInARushShareTurns(t *testing.T) {
	w := simulated(t, 1)
	waits, calls := 0, 0
	w.poller = counting{w.poller, &waits}
	for i := range 1000 {
		due := w.Now() + time.Duration(i)*100*time.Microsecond
		w.CallLater(due-w.Now(), func() {
			calls++
			if late := w.Now() - due; late < 0 || late > together {
				t.Errorf("a call came %v late", late)
			}
		})
	}
	w.CallLater(100*time.Millisecond, func() { w.Stop() })
	w.run()
	if calls != 1000 || waits > 210 {
		t.Errorf("%d calls, and %d turns", calls, waits)
	}
}

// TestACallAloneIsNotLate has calls that are farther apart, and one that is due at once.
func TestACallAloneIsNotLate(t *testing.T) {
	w := simulated(t, 1)
	for i := range 100 {
		due := w.Now() + time.Duration(i)*time.Millisecond
		w.CallLater(due-w.Now(), func() {
			if w.Now() != due {
				t.Errorf("called at %v, due at %v", w.Now(), due)
			}
			w.CallLater(0, func() {
				if w.Now() != due {
					t.Errorf("called at %v, due at %v", w.Now(), due)
				}
			})
		})
	}
	w.CallLater(100*time.Millisecond, func() { w.Stop() })
	w.run()
}
