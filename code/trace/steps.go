package trace

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// Steps are the events of a run that say which calls led to them, in order of time. They are what one steps
// through, on the page and in the terminal; the page's own copy is site/assets/js/cell/moments.js.
type Steps struct {
	events Trace // all, in order of time
	places []int // of the steps among them
}

// Steps returns the steps of t. There are none unless its recorder kept stacks.
func (t Trace) Steps() Steps {
	s := Steps{events: slices.Clone(t)}
	slices.SortStableFunc(s.events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	for i, e := range s.events {
		if e.Kind != Settle && len(e.calls()) > 0 {
			s.places = append(s.places, i)
		}
	}
	return s
}

// Len returns the number of steps.
func (s Steps) Len() int { return len(s.places) }

// Event returns the event of a step, from 0 on.
func (s Steps) Event(step int) Event { return s.events[s.places[step]] }

// At returns the last step that is not after a moment, or -1 if there is none.
func (s Steps) At(moment time.Duration) int {
	return sort.Search(s.Len(), func(step int) bool { return s.Event(step).At > moment }) - 1
}

// Own returns the steps in a chapter's own code: those whose innermost call is.
func (s Steps) Own() (steps []int) {
	for i := range s.places {
		if s.Event(i).calls()[0].Ours() {
			steps = append(steps, i)
		}
	}
	return steps
}

// A State is what a run is doing at a step.
type State struct {
	Event  Event     // whose stack has the calls
	Parked []Waiting // what waits, and nobody knows until when: tasks, then the results of Deferreds
	ToCome []Waiting // what could run, then the calls that have a time, the first of them first
}

// A Waiting is a task that waits, or something that is pending.
type Waiting struct {
	Task  string        // its name, or what is pending
	Kind  Kind          // Block, Wait or Ready of a task, otherwise Pend
	Since time.Duration // since the trace began
	Due   time.Duration // of a call that has a time
	Late  bool          // that time has come
	Frame *Frame        // where it said so, or was last called; nil if that is not known
}

// State returns what the run is doing at a step, or when it has not gone on at a later moment.
func (s Steps) State(step int, moment time.Duration) State {
	at := s.Event(step)
	tasks, pending, called := latest[string]{}, latest[int]{}, map[string]*Frame{}
	for _, e := range s.events[:s.places[step]+1] {
		calls := e.calls()
		switch e.Kind {
		case Pend:
			pending.set(e.ID, e)
		case Settle:
			pending.drop(e.ID)
		case Ready, Run, Wait, Block, End:
			tasks.set(e.Task, e)
		}
		if len(calls) > 0 && calls[0].File != "" && (e.Kind == Call || e.Kind == Run && calls[0].Ours()) { // else a library runs it, for whom is not to be seen
			called[e.Task] = &calls[0]
		}
	}
	tasks.drop(at.Task)
	for _, p := range pending.events {
		if p.Due > 0 {
			tasks.drop(p.Task) // one mention is enough
		}
	}

	state := State{Event: at}
	for _, e := range tasks.events {
		w := Waiting{Task: e.Task, Kind: e.Kind, Since: e.At, Frame: called[e.Task]}
		if calls := e.calls(); len(calls) > 0 && calls[0].Ours() {
			w.Frame = &calls[0]
		}
		switch e.Kind {
		case Block, Wait:
			state.Parked = append(state.Parked, w)
		case Ready:
			state.ToCome = append(state.ToCome, w)
		}
	}
	var timed []Waiting
	for _, e := range pending.events {
		w := Waiting{Task: cmp.Or(e.Note, e.Task), Kind: Pend, Since: e.At, Due: e.Due}
		if i := slices.IndexFunc(e.calls(), Frame.Ours); i >= 0 {
			w.Frame = &e.calls()[i]
		}
		if e.Due == 0 {
			state.Parked = append(state.Parked, w)
			continue
		}
		w.Late = e.Due <= max(moment, at.At)
		timed = append(timed, w)
	}
	slices.SortStableFunc(timed, func(a, b Waiting) int { return cmp.Compare(a.Due, b.Due) })
	state.ToCome = append(state.ToCome, timed...)
	return state
}

// A latest has the last event of each key, in the order in which the keys came up.
type latest[K comparable] struct {
	keys   []K
	events []Event
}

func (l *latest[K]) set(key K, e Event) {
	if i := slices.Index(l.keys, key); i >= 0 {
		l.events[i] = e
		return
	}
	l.keys, l.events = append(l.keys, key), append(l.events, e)
}

func (l *latest[K]) drop(key K) {
	if i := slices.Index(l.keys, key); i >= 0 {
		l.keys, l.events = slices.Delete(l.keys, i, i+1), slices.Delete(l.events, i, i+1)
	}
}

// calls returns the calls that led to e, innermost first.
func (e Event) calls() []Frame {
	if e.Stack == nil {
		return nil
	}
	return e.Stack.Frames
}
