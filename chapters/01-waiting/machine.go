package main

import (
	"fmt"
	"time"

	"slowpoetry/code/trace"
)

// A job is pieces of work with a wait between each and the next: for a disk, a server, a person.
type job struct {
	pieces int
	work   time.Duration // in each piece
	wait   time.Duration // after each piece but the last
	rude   bool          // blocks where it should wait
}

// A machine is a way of doing several jobs.
type machine struct {
	name       string
	processors int           // how many jobs can run at the same moment
	holds      bool          // a job keeps its processor while it waits
	slice      time.Duration // a job that ran this long makes way for the next; 0: never
	pickUp     time.Duration // what it costs to pick up a job
}

// do runs the jobs, which are all there at the start, and returns what happened when.
// No time passes: the clock jumps from each change to the next.
func (m machine) do(jobs []job) trace.Trace {
	s := &simulation{machine: m, idle: m.processors}
	for i, j := range jobs {
		s.begin(fmt.Sprintf("job %d", i+1), j)
	}
	for {
		for s.idle > 0 && len(s.queue) > 0 {
			first := s.queue[0]
			s.queue = s.queue[1:]
			s.idle--
			s.run(first, s.pickUp)
		}
		next := s.soonest()
		if next == nil {
			return s.trace
		}
		s.now = next.until
		s.change(next)
	}
}

// A simulation is a machine at work.
type simulation struct {
	machine
	now   time.Duration
	tasks []*task
	queue []*task // those that are Ready, the first in line first
	idle  int     // processors
	trace trace.Trace
}

// A task is a job that has been begun.
type task struct {
	job
	name  string
	state trace.Kind    // Ready, Run, Wait, Block or End: - # . ! in the timelines
	until time.Duration // when the state ends, unless it is Ready or End
	left  time.Duration // of this piece of work
}

// begin puts a new task in the queue.
func (s *simulation) begin(name string, j job) {
	t := &task{job: j, name: name, left: j.work}
	s.tasks = append(s.tasks, t)
	s.ready(t)
}

// ready puts t at the end of the queue.
func (s *simulation) ready(t *task) {
	s.enter(t, trace.Ready, 0)
	s.queue = append(s.queue, t)
}

// run lets t work, to the end of its piece or of its slice. It has a processor already.
func (s *simulation) run(t *task, pickUp time.Duration) {
	stretch := t.left
	if s.slice > 0 {
		stretch = min(stretch, s.slice)
	}
	t.left -= stretch
	s.enter(t, trace.Run, s.now+pickUp+stretch)
}

// enter puts t in a state that ends at until.
func (s *simulation) enter(t *task, state trace.Kind, until time.Duration) {
	t.state, t.until = state, until
	s.trace = append(s.trace, trace.Event{At: s.now, Task: t.name, Kind: state})
}

// soonest returns the task whose state ends first, or nil if no state will end by itself.
func (s *simulation) soonest() *task {
	var first *task
	for _, t := range s.tasks {
		if t.state == trace.Ready || t.state == trace.End {
			continue
		}
		if first == nil || t.until < first.until {
			first = t
		}
	}
	return first
}

// change moves t, whose state has ended, to its next state.
func (s *simulation) change(t *task) {
	switch {
	case t.state == trace.Wait: // its wait is over
		t.left = t.work
		s.ready(t)
	case t.state == trace.Block: // so is this one, and it never let go
		t.left = t.work
		s.run(t, 0)
	case t.left > 0: // its slice is over, its work is not
		s.idle++
		s.ready(t)
	case t.pieces == 1: // that was its last piece
		s.idle++
		s.enter(t, trace.End, 0)
	case s.holds || t.rude && s.slice == 0: // (a rude job with a thread to itself holds up only that)
		t.pieces--
		s.enter(t, trace.Block, s.now+t.wait)
	default:
		t.pieces--
		s.idle++
		s.enter(t, trace.Wait, s.now+t.wait)
	}
}
