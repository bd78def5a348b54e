package trace

import "time"

// A Lane is one task of a trace: the spans of time that it spent in each state, and its moments.
type Lane struct {
	Task    string
	Spans   []Span
	Moments []Event
}

// A Span is a stretch of time in one state, never End.
type Span struct {
	Kind     Kind
	From, To time.Duration // since the trace began; From <= To
	Note     string
	Stack    *Stack // of the event with which it began
}

// Lanes sorts the events of t by task, tasks in the order of their first event. A task that was
// never ended lasts as long as the trace. Neighbouring spans of one kind are joined, and states
// that took no time are left out.
func (t Trace) Lanes() []Lane { return t.LanesUntil(0) }

// LanesUntil is as Lanes, for a run that goes on: a task that has not ended lasts until now, or
// the end of the trace if that is later.
func (t Trace) LanesUntil(now time.Duration) []Lane {
	var lanes []Lane
	index := map[string]int{}
	current := map[string]Event{} // the state each task is in
	for _, e := range t {
		if !e.Kind.InLane() {
			continue
		}
		i, known := index[e.Task]
		if !known {
			i = len(lanes)
			index[e.Task] = i
			lanes = append(lanes, Lane{Task: e.Task})
		}
		if !e.Kind.IsState() {
			lanes[i].Moments = append(lanes[i].Moments, e)
			continue
		}
		if state, ok := current[e.Task]; ok {
			lanes[i].close(state, e.At)
		}
		current[e.Task] = e
	}
	end := max(now, t.Duration())
	for i := range lanes {
		if state, ok := current[lanes[i].Task]; ok {
			lanes[i].close(state, end)
		}
	}
	return lanes
}

// close ends the state that began with e.
func (l *Lane) close(e Event, to time.Duration) {
	if e.Kind == End || e.At == to {
		return
	}
	if n := len(l.Spans); n > 0 {
		last := &l.Spans[n-1]
		if last.Kind == e.Kind && last.To == e.At && last.Note == e.Note {
			last.To = to
			return
		}
	}
	l.Spans = append(l.Spans, Span{e.Kind, e.At, to, e.Note, e.Stack})
}

// Total returns the time that the task spent in the state k.
func (l Lane) Total(k Kind) time.Duration {
	var sum time.Duration
	for _, s := range l.Spans {
		if s.Kind == k {
			sum += s.To - s.From
		}
	}
	return sum
}

// Duration returns the time from the start of the recorder to the last event in a lane.
func (t Trace) Duration() time.Duration {
	var last time.Duration
	for _, e := range t {
		if e.Kind.InLane() {
			last = max(last, e.At)
		}
	}
	return last
}
