package exercise

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const ms = time.Millisecond

// watched runs a reactor for two seconds under your Watch, every 100 ms, with a limit of 50 ms,
// together with callbacks that block, and returns what you report and when. A block is the time at
// which a callback is called, and how long it blocks.
func watched(t *testing.T, stopAt time.Duration, blocks ...[2]time.Duration) (reports [][2]time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network))})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		start := r.Now()
		stop := Watch(r, 100*ms, 50*ms, func(lag time.Duration) {
			reports = append(reports, [2]time.Duration{r.Now() - start, lag})
		})
		for _, block := range blocks {
			r.CallLater(block[0], func() { time.Sleep(block[1]) })
		}
		r.CallLater(stopAt, stop)
		r.CallLater(2*time.Second, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	return reports
}

func TestALoopThatIsInTimeIsNotReported(t *testing.T) {
	if got := watched(t, time.Hour, [2]time.Duration{110 * ms, 80 * ms}, [2]time.Duration{490 * ms, 59 * ms}); len(got) > 0 {
		t.Errorf("nothing is late by 50ms, and you report %v", got)
	}
}

func TestALoopThatIsLateIsReportedOnce(t *testing.T) {
	got := watched(t, time.Hour, [2]time.Duration{450 * ms, 350 * ms})
	if want := [][2]time.Duration{{800 * ms, 300 * ms}}; !slices.Equal(got, want) {
		t.Errorf("a callback blocks from 450ms to 800ms: you report (when, how late) %v, want %v", got, want)
	}
}

func TestItGoesOnAfterAReport(t *testing.T) {
	got := watched(t, time.Hour, [2]time.Duration{450 * ms, 370 * ms}, [2]time.Duration{1000 * ms, 200 * ms})
	// The first is due at 500 ms and comes at 820. From there they are due at 920 and 1020 ms.
	if want := [][2]time.Duration{{820 * ms, 320 * ms}, {1200 * ms, 180 * ms}}; !slices.Equal(got, want) {
		t.Errorf("callbacks block from 450ms to 820ms and from 1s to 1.2s: you report (when, how late) %v, want %v", got, want)
	}
}

func TestAfterStopNothingIsReported(t *testing.T) {
	if got := watched(t, 300*ms, [2]time.Duration{450 * ms, 350 * ms}); len(got) > 0 {
		t.Errorf("stopped after 300ms, you report %v", got)
	}
}

func TestAReportCanStopIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network))})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		reports := 0
		var stop func()
		stop = Watch(r, 100*ms, 50*ms, func(time.Duration) {
			reports++
			stop()
		})
		for i := range 3 {
			r.CallLater(time.Duration(i)*500*ms+450*ms, func() { time.Sleep(350 * ms) })
		}
		r.CallLater(2*time.Second, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if reports != 1 {
			t.Errorf("report calls stop, and the loop is late three times: you report %d times, want once", reports)
		}
	})
}
