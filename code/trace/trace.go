// Package trace keeps what the tasks of a program did, and when, as data: for the figures of the
// book, for the player on its pages, and for any viewer of Chrome's trace-event format.
//
// A program reports, a [Recorder] notes the time:
//
//	r := trace.New()
//	r.Run("poem 1")          // from now on poem 1 is running
//	r.Receive("poem 1", 10)  // ten bytes came for it
//	r.Wait("poem 1")         // from now on it waits, and others may run
//	r.End("poem 1")
//	r.Trace().WriteChrome(file)
//
// The one rule: a nil *Recorder is a recorder that records nothing, so a program reports without
// asking whether anybody listens.
package trace

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A Kind says what an [Event] is. The first five are states: a task stays in one until its next.
// The others are moments.
type Kind uint8

const (
	Ready Kind = iota // the task could run, and something else does
	Run               // it runs
	Wait              // it waits, and leaves others free to run
	Block             // it waits, and keeps others from running
	End               // it is over

	Send    // it sent bytes
	Receive // it received bytes
	Fire    // a result arrived
	Cancel  // somebody changed their mind

	// These are in no lane, and in a trace only when its recorder keeps stacks.
	Call   // a function is about to be called
	Pend   // something is to come: a call at its time, the result of a Deferred
	Settle // it has come, or will not
)

var kindNames = [...]string{"ready", "run", "wait", "block", "end", "send", "receive", "fire", "cancel",
	"call", "pend", "settle"}

func (k Kind) String() string { return kindNames[k] }

// ParseKind returns the kind of this name.
func ParseKind(name string) (Kind, error) {
	i := slices.Index(kindNames[:], name)
	if i < 0 {
		return 0, fmt.Errorf("there is no kind of event %q", name)
	}
	return Kind(i), nil
}

// IsState reports whether k lasts, rather than happens.
func (k Kind) IsState() bool { return k <= End }

// InLane reports whether k belongs to the lane of a task.
func (k Kind) InLane() bool { return k <= Cancel }

// An Event is one thing that happened.
type Event struct {
	At    time.Duration // since the trace began
	Task  string        // to whom: tasks are lanes of a figure, in the order they first appear
	Kind  Kind
	Bytes int    // sent or received
	Note  string // anything worth showing, may be empty
	Stack *Stack // the calls that led to it, if the recorder keeps stacks

	ID  int           // of what is pending: the same in its Pend and its Settle
	Due time.Duration // of a Pend: when it is to come, since the trace began; 0 if that is open
}

// A Trace is a run: its events, in the order in which they were reported.
type Trace []Event

// A Recorder collects events. Any goroutine may call any of its methods at any time; none blocks
// for longer than it takes to append to a slice, and to tell whoever follows.
type Recorder struct {
	mu     sync.Mutex
	now    func() time.Duration
	events Trace
	follow func(Event) // may be nil
	whole  func(Event) // tells the recorder that this is a part of; nil if there is none
	stacks *stacks     // nil unless they are kept
}

// New returns a recorder whose clock reads zero now.
func New() *Recorder {
	start := time.Now()
	return NewOn(func() time.Duration { return time.Since(start) })
}

// NewOn returns a recorder on a clock of the caller's, such as that of a simulation. It must not
// use the recorder, and be as safe for several goroutines as the recorder is to be.
func NewOn(clock func() time.Duration) *Recorder { return &Recorder{now: clock} }

func (r *Recorder) Ready(task string) { r.Record(Event{Task: task, Kind: Ready}) }
func (r *Recorder) Run(task string)   { r.Record(Event{Task: task, Kind: Run}) }
func (r *Recorder) Wait(task string)  { r.Record(Event{Task: task, Kind: Wait}) }
func (r *Recorder) Block(task string) { r.Record(Event{Task: task, Kind: Block}) }
func (r *Recorder) End(task string)   { r.Record(Event{Task: task, Kind: End}) }

func (r *Recorder) Send(task string, n int)    { r.Record(Event{Task: task, Kind: Send, Bytes: n}) }
func (r *Recorder) Receive(task string, n int) { r.Record(Event{Task: task, Kind: Receive, Bytes: n}) }

// Record notes e as having happened now: it sets e.At.
func (r *Recorder) Record(e Event) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e.At = r.Now()
	if !r.wants(e) {
		r.pass(e)
		return
	}
	if r.stacks != nil && e.Stack == nil {
		e.Stack = r.stacks.here(nil)
	}
	r.add(e)
}

// add appends e, tells whoever follows, and the recorder that r is a part of. The caller holds the lock.
func (r *Recorder) add(e Event) {
	r.events = append(r.events, e)
	if r.follow != nil {
		r.follow(e)
	}
	if r.whole != nil {
		r.whole(e)
	}
}

var ids atomic.Int64

// NextID returns an ID for something that is going to be pending. No two are the same in a process.
func NextID() int { return int(ids.Add(1)) }

// Follow hands every event from now on to f as well, as soon as it is recorded, one at a time and
// in the order of the trace. f must not call a method of r. There is one follower: a second
// takes the place of the first.
func (r *Recorder) Follow(f func(Event)) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.follow = f
}

// Now returns the time since r began, or that of the clock r is on; 0 when r is nil.
func (r *Recorder) Now() time.Duration {
	if r == nil {
		return 0
	}
	return r.now()
}

// Include adds the run t, which had a clock of its own and began at the time start of this one.
// Each task gets prefix in front of its name.
func (r *Recorder) Include(prefix string, start time.Duration, t Trace) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range t {
		e.Task = prefix + e.Task
		e.At += start
		if e.Due > 0 {
			e.Due += start
		}
		if r.wants(e) {
			r.add(e)
		} else {
			r.pass(e)
		}
	}
}

// Part returns a recorder for a part of the run, whose clock reads zero now. All that it records r has as
// well, at once, each task with prefix in front of its name. It keeps stacks if r does. r may be nil.
func (r *Recorder) Part(prefix string) *Recorder {
	if r == nil {
		return New()
	}
	start := r.Now()
	return r.part(func() time.Duration { return r.Now() - start }, func(e Event) { r.Include(prefix, start, Trace{e}) })
}

// PartOn is Part on a clock of the caller's, such as that of a simulation, whose times r has, too.
func (r *Recorder) PartOn(clock func() time.Duration) *Recorder {
	if r == nil {
		return NewOn(clock)
	}
	return r.part(clock, func(e Event) { r.Include("", 0, Trace{e}) })
}

// Only returns a part of r on the same clock. Of what it records in lanes, r has the events for which keep returns
// true, with what keep has changed in them; none if keep is nil. keep must not call a method of either. Only returns nil
// if r is nil.
func (r *Recorder) Only(keep func(e *Event) bool) *Recorder {
	if r == nil {
		return nil
	}
	return r.part(r.Now, func(e Event) {
		if keep != nil && keep(&e) || !e.Kind.InLane() {
			r.Include("", 0, Trace{e})
		}
	})
}

// part returns a recorder that tells r what it records. It keeps stacks if r does.
func (r *Recorder) part(clock func() time.Duration, tell func(Event)) *Recorder {
	part := NewOn(clock)
	if r.KeepsStacks() {
		part.KeepStacks()
	}
	part.whole = tell
	return part
}

// Trace returns a copy of what has been recorded so far.
func (r *Recorder) Trace() Trace {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return append(Trace(nil), r.events...)
}
