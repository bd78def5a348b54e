package main

import (
	"slowpoetry/code/book/program"
	"strings"
	"testing"
	"time"
)

// near reports whether two ratios are the same but for the last nanosecond.
func near(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 }

func TestInterleavingPaysWhenAWaitIsLongerThanPickingUp(t *testing.T) {
	for _, n := range []int{2, 10, 100} {
		for _, pickUp := range []time.Duration{ms, 5 * ms, 20 * ms, 100 * ms} {
			ratio := float64(pickUp) / float64(100*ms) // of work, at which a wait is as long
			if g := gainsAt(ratio, n, pickUp, 4); !near(g.onOne, 1) {
				t.Errorf("%d jobs, wait and picking up %v: %v times as fast, want 1", n, pickUp, g.onOne)
			}
			if g := gainsAt(ratio*0.9, n, pickUp, 4); g.onOne >= 1 {
				t.Errorf("%d jobs, wait less than picking up, %v: %v times as fast", n, pickUp, g.onOne)
			}
			if g := gainsAt(ratio*1.1, n, pickUp, 4); g.onOne <= 1 {
				t.Errorf("%d jobs, wait more than picking up, %v: %v times as fast", n, pickUp, g.onOne)
			}
		}
	}
}

func TestTheGainGrowsWithWaitingUpToTheNumberOfJobs(t *testing.T) {
	for _, n := range []int{1, 3, 10, 50} {
		var before gains
		for _, ratio := range append(ratios, 1000, 10_000) {
			g := gainsAt(ratio, n, 5*ms, 4)
			if g.onOne < before.onOne-1e-6 || g.onMany < before.onMany-0.02 {
				t.Errorf("%d jobs, ratio %v: %+v, less than %+v", n, ratio, g, before)
			}
			if g.onOne > float64(n) || g.onMany > float64(n) {
				t.Errorf("%d jobs, ratio %v: %+v, faster than all at the same time", n, ratio, g)
			}
			before = g
		}
		if n > 1 && before.onOne < 0.99*float64(n) {
			t.Errorf("%d jobs that do nothing but wait: %v times as fast, want nearly %d", n, before.onOne, n)
		}
	}
}

func TestProcessorsAreWorthThatManyWhereThereIsWork(t *testing.T) {
	for _, processors := range []int{1, 2, 5, 10} { // which divide the jobs evenly
		if g := gainsAt(0, 10, 0, processors); !near(g.onMany, float64(processors)) {
			t.Errorf("%d processors, no waiting: %v times as fast", processors, g.onMany)
		}
	}
	few, many := gainsAt(100, 10, 5*ms, 1), gainsAt(100, 10, 5*ms, 10)
	if many.onMany/few.onMany > 1.02 {
		t.Errorf("where all is waiting, ten processors make %v of %v", many.onMany, few.onMany)
	}
}

// The arithmetic behind the rising part of the figure: a job alone takes work + wait a round, and
// interleaved, where the others fill the gap, work + picking up. The jobs are so long that beginning
// and end do not count.
func TestARoundTakesWorkAndPickingUp(t *testing.T) {
	const work, wait, pickUp = 100 * ms, 50 * ms, 5 * ms
	jobs := alike(4, job{pieces: 10_000, work: work, wait: wait})
	took := func(m machine) float64 {
		m.pickUp = pickUp
		return float64(m.do(jobs).Duration())
	}
	got, want := took(oneAfterAnother)/took(interleaved), float64(work+wait)/float64(work+pickUp)
	if got < want*0.999 || got > want*1.001 {
		t.Errorf("%.4f times as fast, want %.4f", got, want)
	}
}

func TestCrossoverPrintsARowForEachRatio(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(chapter.Succeed(t, program.System, "crossover")), "\n")
	if len(lines) != 3+len(ratios) {
		t.Fatalf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	for i, want := range map[int]string{
		2:              "wait / work on 1 processor on 4",
		3:              "0 0.96 3.83",
		6:              "0.05 1.00 3.98",
		len(lines) - 1: "100 9.89 9.97",
	} {
		if got := strings.Join(strings.Fields(lines[i]), " "); got != want {
			t.Errorf("line %d is %q, want %q", i+1, got, want)
		}
	}
}
