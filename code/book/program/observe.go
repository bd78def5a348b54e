package program

import (
	"cmp"

	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// KeepStacks makes r the recorder, with stacks, of what runs from now on, Deferreds included.
func KeepStacks(r *trace.Recorder) {
	trace.SetCurrent(r.KeepStacks())
	deferred.Observe(record)
}

// record records what happens to a Deferred: a function that it calls, and what it waits for.
func record(o deferred.Observation) {
	r := trace.Current()
	e := trace.Event{Task: cmp.Or(o.Name, "a Deferred"), ID: -o.Number, Note: cmp.Or(o.Name, "a Deferred")}
	switch o.Kind {
	case deferred.Made, deferred.Waiting:
		e.Kind = trace.Pend
	case deferred.Fired, deferred.Resumed:
		e.Kind = trace.Settle
	case deferred.Called:
		r.Call(trace.Event{Task: e.Task, Kind: trace.Call}, o.Function, "")
		return
	default:
		return
	}
	r.Record(e)
}
