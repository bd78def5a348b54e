package sim

import "time"

// An agenda has what is going to happen, the earliest first, and of things at the same time the one
// that was entered first. It is a binary heap.
type agenda struct {
	entries []entry
	entered uint64 // so far
}

type entry struct {
	at     time.Duration
	order  uint64 // of being entered
	happen func()
}

func (e *entry) before(other *entry) bool {
	if e.at != other.at {
		return e.at < other.at
	}
	return e.order < other.order
}

// enter adds what happens at a time.
func (a *agenda) enter(at time.Duration, happen func()) {
	a.entered++
	a.entries = append(a.entries, entry{at, a.entered, happen})
	for i := len(a.entries) - 1; i > 0; {
		parent := (i - 1) / 2
		if a.entries[parent].before(&a.entries[i]) {
			break
		}
		a.entries[i], a.entries[parent] = a.entries[parent], a.entries[i]
		i = parent
	}
}

// next returns when the first thing happens, if there is any.
func (a *agenda) next() (at time.Duration, ok bool) {
	if len(a.entries) == 0 {
		return 0, false
	}
	return a.entries[0].at, true
}

// take removes the first thing, which must be there, and returns it.
func (a *agenda) take() (happen func()) {
	happen = a.entries[0].happen
	last := len(a.entries) - 1
	a.entries[0] = a.entries[last]
	a.entries[last] = entry{} // let go of what it holds
	a.entries = a.entries[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if a.entries[child].before(&a.entries[least]) {
				least = child
			}
		}
		if least == i {
			return happen
		}
		a.entries[i], a.entries[least] = a.entries[least], a.entries[i]
		i = least
	}
}
