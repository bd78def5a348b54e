package main

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"time"
)

// million is how many timers there are in a trial. Each is some minutes off.
const million = 1_000_000

// A trial is what one timer took: nanoseconds to add and to cancel, and bytes until then.
type trial struct{ add, cancel, bytes float64 }

// timers measures an implementation, which adds a timer and returns what cancels it. They are
// cancelled in another order than they were added in.
func timers[T any](add func(delay time.Duration) T, cancel func(T)) trial {
	random := rand.New(rand.NewPCG(1, 2))
	delays := make([]time.Duration, million)
	for i := range delays {
		delays[i] = 100*time.Second + time.Duration(random.Int64N(int64(1000*time.Second)))
	}
	order := random.Perm(million)
	all := make([]T, million)
	before := liveBytes()

	start := now()
	for i, delay := range delays {
		all[i] = add(delay)
	}
	added := now() - start
	size := liveBytes() - before
	runtime.KeepAlive(delays) // it was there before
	start = now()
	for _, i := range order {
		cancel(all[i])
	}
	cancelled := now() - start
	return trial{float64(added) / million, float64(cancelled) / million, float64(size) / million}
}

// liveBytes returns how much memory is in use, garbage not counted.
func liveBytes() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func nothing() {}

// tryTimers has a process of p's make a trial.
func (p *peer) tryTimers() (t trial, err error) {
	cmd, err := p.command("timers", 0)
	if err != nil {
		return t, err
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return t, err
	}
	defer theirs.Close()
	defer ours.Close()
	cmd.Stdin, cmd.Stderr = theirs, os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return t, err
	}
	if _, err := fmt.Sscan(string(text), &t.add, &t.cancel, &t.bytes); err != nil {
		return t, fmt.Errorf("%s prints %q", p.name, text)
	}
	return t, nil
}

// afterFuncTimers are the timers of Go's runtime.
func afterFuncTimers() (trial, error) {
	add := func(delay time.Duration) *time.Timer { return time.AfterFunc(delay, nothing) }
	return timers(add, func(t *time.Timer) { t.Stop() }), nil
}

// containerTimers are what the standard library has for building them.
func containerTimers() (trial, error) {
	var q queue
	add := func(delay time.Duration) *queued {
		t := &queued{due: now() + delay, call: nothing}
		heap.Push(&q, t)
		return t
	}
	return timers(add, func(t *queued) { heap.Remove(&q, t.index) }), nil
}

// A queue is a heap for container/heap.
type queue []*queued

type queued struct {
	due   time.Duration
	call  func()
	index int
}

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].due < q[j].due }

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

func (q *queue) Push(x any) {
	t := x.(*queued)
	t.index = len(*q)
	*q = append(*q, t)
}

func (q *queue) Pop() any {
	last := len(*q) - 1
	t := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return t
}
