package figure

import (
	"time"

	"slowpoetry/code/trace"
)

// A Timeline shows what the tasks of a program did, and when: as a drawing for the page, or in
// plain characters for the terminal.
type Timeline struct {
	ID    string // unique on the page: chapter and name, as in "02-blocking"
	Title string // what it is, for those who cannot see it
	Desc  string // what it shows, for them

	// Panels are drawn one above the other, on one scale, so that lengths can be compared.
	Panels []Panel

	// Until is where the axis ends; 0 means with the longest of the traces.
	Until time.Duration

	// Now is how far the run has come, when it still goes on: what has not ended lasts until
	// then. 0 means that it lasts as long as its trace.
	Now time.Duration

	// Totals has the time that each lane spent in these states written at its right.
	Totals []trace.Kind

	// Ends marks the end of each panel, and says when it was.
	Ends bool

	// Notes writes the notes of moments above them, where there is room.
	Notes bool

	// Legend explains the states that occur in the figure.
	Legend bool
}

// A Panel is one run in a [Timeline].
type Panel struct {
	Title string // above its lanes; may be empty
	Trace trace.Trace
}

// until returns where the axis ends.
func (tl Timeline) until() time.Duration {
	if tl.Until > 0 {
		return tl.Until
	}
	var end time.Duration
	for _, p := range tl.Panels {
		end = max(end, p.Trace.Duration())
	}
	return max(end, tl.Now)
}

// totals returns the states among tl.Totals that can be summed up.
func (tl Timeline) totals() []trace.Kind {
	var known []trace.Kind
	for _, k := range tl.Totals {
		if stateNames[k] != "" {
			known = append(known, k)
		}
	}
	return known
}

// amounts returns the format of the times that the figure names.
func (tl Timeline) amounts() amountFormat {
	var list []time.Duration
	for _, p := range tl.Panels {
		if tl.Ends {
			list = append(list, p.Trace.Duration())
		}
		for _, lane := range p.Trace.LanesUntil(tl.Now) {
			for _, k := range tl.totals() {
				list = append(list, lane.Total(k))
			}
		}
	}
	return formatFor(tl.until(), list...)
}

// states returns the states that occur in the timeline, in the order of a legend.
func (tl Timeline) states() []trace.Kind {
	seen := map[trace.Kind]bool{}
	for _, p := range tl.Panels {
		for _, lane := range p.Trace.LanesUntil(tl.Now) {
			for _, s := range lane.Spans {
				seen[s.Kind] = true
			}
		}
	}
	var list []trace.Kind
	for _, k := range []trace.Kind{trace.Run, trace.Wait, trace.Block, trace.Ready} {
		if seen[k] {
			list = append(list, k)
		}
	}
	return list
}

// stateNames are what readers call the states.
var stateNames = map[trace.Kind]string{
	trace.Run:   "running",
	trace.Ready: "could run",
	trace.Wait:  "waiting",
	trace.Block: "blocking",
}

// ended returns when the task ended, and whether it did.
func ended(t trace.Trace, task string) (at time.Duration, ok bool) {
	for _, e := range t {
		switch {
		case e.Task != task || !e.Kind.IsState():
		case e.Kind != trace.End:
			ok = false
		case !ok:
			at, ok = e.At, true
		}
	}
	return at, ok
}
