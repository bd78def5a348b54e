package sim

import (
	"container/heap"
	"time"
)

// An agenda has what is going to happen, the earliest first, and of things at the same time the one
// that was entered first.
type agenda struct {
	entries entries
	entered uint64 // so far
}

type entry struct {
	at     time.Duration
	order  uint64 // of being entered
	happen func()
}

// enter adds what happens at a time.
func (a *agenda) enter(at time.Duration, happen func()) {
	a.entered++
	heap.Push(&a.entries, &entry{at, a.entered, happen})
}

// next returns when the first thing happens, if there is any.
func (a *agenda) next() (at time.Duration, ok bool) {
	if len(a.entries) == 0 {
		return 0, false
	}
	return a.entries[0].at, true
}

// take removes the first thing, which must be there, and returns it.
func (a *agenda) take() (happen func()) { return heap.Pop(&a.entries).(*entry).happen }

// entries are a heap, for [container/heap].
type entries []*entry

func (e entries) Len() int      { return len(e) }
func (e entries) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e entries) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].order < e[j].order
}
func (e *entries) Push(x any) { *e = append(*e, x.(*entry)) }
func (e *entries) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = nil
	*e = (*e)[:last]
	return x
}
