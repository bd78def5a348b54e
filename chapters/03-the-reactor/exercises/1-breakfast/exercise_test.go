package exercise

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const ms = time.Millisecond

// prepare runs a breakfast in simulated time, and returns what it printed and how long it took: an
// hour, if it never ends.
func prepare(t *testing.T, counters ...Counter) (lines []string, took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network))})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		var out bytes.Buffer
		start := time.Now()
		if err := Breakfast(ctx, r, &out, counters); err != nil {
			t.Errorf("Breakfast returns %v", err)
		}
		lines, took = strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"), time.Since(start)
	})
	return lines, took
}

func TestTheReactorStopsWhenTheLastIsReady(t *testing.T) {
	lines, took := prepare(t,
		Counter{"tea", 2, 300 * ms},
		Counter{"eggs", 1, 1000 * ms},
		Counter{"toast", 3, 110 * ms},
	)
	want := "tea: 2|eggs: 1|toast: 3|toast: 2|toast: 1|tea: 1|toast: ready|tea: ready|eggs: ready"
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("printed %s\nwant    %s", got, want)
	}
	if took != time.Second {
		t.Errorf("the reactor stops after %v, want 1s", took)
	}
}

func TestWhoIsReadyInTheMiddleStopsNobody(t *testing.T) {
	for _, counters := range [][]Counter{
		{{"early", 1, 100 * ms}, {"late", 1, 500 * ms}},
		{{"late", 1, 500 * ms}, {"early", 1, 100 * ms}},
		{{"early", 1, 100 * ms}, {"late", 5, 100 * ms}, {"early too", 2, 100 * ms}},
	} {
		lines, took := prepare(t, counters...)
		if last := lines[len(lines)-1]; last != "late: ready" || took != 500*ms {
			t.Errorf("%v: the last line is %q, after %v, want \"late: ready\" after 500ms", counters, last, took)
		}
	}
}

func TestTwoMayBeReadyAtOnce(t *testing.T) {
	lines, took := prepare(t, Counter{"left egg", 1, 240 * ms}, Counter{"right egg", 2, 120 * ms})
	want := "left egg: 1|right egg: 2|right egg: 1|left egg: ready|right egg: ready"
	if got := strings.Join(lines, "|"); got != want || took != 240*ms {
		t.Errorf("printed %s in %v\nwant    %s in 240ms", got, took, want)
	}
}

func TestWhatNeedsNoTimeIsReadyAtOnce(t *testing.T) {
	lines, took := prepare(t, Counter{"milk", 0, 100 * ms}, Counter{"tea", 1, 200 * ms}, Counter{"bread", 0, 100 * ms})
	want := "milk: ready|tea: 1|bread: ready|tea: ready"
	if got := strings.Join(lines, "|"); got != want || took != 200*ms {
		t.Errorf("printed %s in %v\nwant    %s in 200ms", got, took, want)
	}
}

func TestNoBreakfastTakesNoTime(t *testing.T) {
	if _, took := prepare(t); took != 0 {
		t.Errorf("without counters Breakfast takes %v, want none", took)
	}
}
