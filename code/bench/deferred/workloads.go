package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"slowpoetry/code/deferred"
)

// A workload is something to do many times.
type workload struct {
	name, unit string
	units      int                             // in one go
	prepare    func()                          // before each go, not measured; may be nil
	work       func()                          // one go
	bytes      func(n int) (keep any, per int) // instead of all that: makes n things and returns them
}

// What the others have, ours has as a Deferred of anything.
type pendingOne = *deferred.Deferred[any]

func same(value any) (any, error) { return value, nil }

// create returns n Deferreds with callbacks.
func create(n, callbacks int) []pendingOne {
	ds := make([]pendingOne, n)
	for i := range ds {
		ds[i] = deferred.New[any]()
		for range callbacks {
			ds[i].AddCallback(same)
		}
	}
	return ds
}

// workloads returns all there is to measure. The other peers have the same, under the same names.
func workloads() []workload {
	var ready []pendingOne
	loads := []workload{
		{name: "create, 10 callbacks, fire", unit: "callback", units: 10_000, work: func() {
			for range 1000 {
				d := deferred.New[any]()
				for range 10 {
					d.AddCallback(same)
				}
				d.Callback(nil)
			}
		}},
		{name: "fire only", unit: "callback", units: 10_000,
			prepare: func() { ready = create(1000, 10) },
			work: func() {
				for _, d := range ready {
					d.Callback(nil)
				}
			}},
	}
	for _, depth := range []int{100, 10_000, 100_000} {
		loads = append(loads,
			workload{name: fmt.Sprintf("returns a fired one, %d deep", depth), unit: "link", units: depth, work: func() { fired(depth) }},
			workload{name: fmt.Sprintf("returns a pending one, %d deep", depth), unit: "link", units: depth, work: func() { pending(depth) }})
	}
	return append(loads,
		workload{name: "list of 10000", unit: "item", units: 10_000, work: func() {
			ds := create(10_000, 0)
			deferred.List(ds)
			for _, d := range ds {
				d.Callback(nil)
			}
		}},
		workload{name: "coroutine, 100 fired awaits", unit: "await", units: 100, work: func() {
			deferred.Inline(func(c *deferred.Coroutine) (any, error) {
				for range 100 {
					deferred.Succeed[any](nil).Await(c)
				}
				return nil, nil
			})
		}},
		workload{name: "coroutine, 100 pending awaits", unit: "await", units: 100, work: func() {
			var d pendingOne
			deferred.Inline(func(c *deferred.Coroutine) (any, error) {
				for range 100 {
					d = deferred.New[any]()
					d.Await(c)
				}
				return nil, nil
			})
			for range 100 {
				d.Callback(nil)
			}
		}},
		workload{name: "memory, bare", unit: "byte", bytes: func(n int) (any, int) { return create(n, 0), 8 }},
		workload{name: "memory, one callback", unit: "byte", bytes: func(n int) (any, int) { return create(n, 1), 8 }},
		workload{name: "memory, ten callbacks", unit: "byte", bytes: func(n int) (any, int) { return create(n, 10), 8 }},
		workload{name: "memory, waiting coroutine", unit: "byte", bytes: func(n int) (any, int) {
			ds := make([]pendingOne, 2*n)
			for i := range n {
				ds[i] = deferred.New[any]()
				ds[n+i] = deferred.Inline(func(c *deferred.Coroutine) (any, error) { return ds[i].Await(c) })
			}
			return ds, 16
		}})
}

// fired returns n Deferreds each from a callback of the next, when both have fired.
func fired(n int) {
	d := deferred.Succeed[any](nil)
	for range n {
		inner := d
		d = deferred.Succeed[any](nil)
		d.AddCallback(func(any) (any, error) { return inner.Later() })
	}
}

// pending returns n Deferreds each from a callback of the next, and fires the innermost then.
func pending(n int) {
	innermost := deferred.New[any]()
	d := innermost
	for range n {
		inner := d
		d = deferred.Succeed[any](nil)
		d.AddCallback(func(any) (any, error) { return inner.Later() })
	}
	innermost.Callback(nil)
}

// measureAll prints the figures of all workloads.
func measureAll(w io.Writer) {
	for _, load := range workloads() {
		if load.bytes != nil {
			fmt.Fprintf(w, "%s\t%.1f\n", load.name, load.memory())
		} else {
			fmt.Fprintf(w, "%s\t%.2f\n", load.name, load.time())
		}
	}
}

// time returns nanoseconds for a unit: the median of several stretches.
func (l workload) time() float64 {
	var figures []float64
	for range 5 {
		runtime.GC()
		goes := 0
		var spent time.Duration
		for spent < 30*time.Millisecond {
			if l.prepare != nil {
				l.prepare()
			}
			before := processorTime()
			l.work()
			spent += processorTime() - before
			goes++
		}
		figures = append(figures, float64(spent)/float64(goes*l.units))
	}
	slices.Sort(figures)
	return figures[len(figures)/2]
}

// memory returns the bytes of one thing that waits.
func (l workload) memory() float64 {
	const n = 20_000
	used := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse
	}
	before := used()
	keep, per := l.bytes(n)
	after := used()
	runtime.KeepAlive(keep)
	return float64(after-before)/n - float64(per)
}
