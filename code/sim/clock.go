package sim

import (
	"slices"
	"sync"
	"time"
)

// An agenda is what is going to happen, the next thing last. Of several things at one time, the one
// that was entered first happens first.
type agenda []entry

type entry struct {
	at     time.Duration
	happen func()
}

func (a *agenda) enter(at time.Duration, happen func()) {
	i, _ := slices.BinarySearchFunc(*a, at, func(e entry, at time.Duration) int {
		if e.at > at {
			return -1
		}
		return 1
	})
	*a = slices.Insert(*a, i, entry{at, happen})
}

// next returns when the next thing happens, if there is one.
func (a agenda) next() (at time.Duration, ok bool) {
	if len(a) == 0 {
		return 0, false
	}
	return a[len(a)-1].at, true
}

// take removes the next thing, which must be there, and returns it.
func (a *agenda) take() (happen func()) {
	last := &(*a)[len(*a)-1]
	happen, last.happen = last.happen, nil
	*a = (*a)[:len(*a)-1]
	return happen
}

// Now returns the time since the world began.
func (w *World) Now() time.Duration { return w.now }

// At has Wait call f when the clock reads t, or the next time if it does already, for tests in which
// things go wrong, or right again. Wait then returns as after Wake. The function f must not call Wait.
func (w *World) At(t time.Duration, f func()) {
	w.agenda.enter(max(t, w.now), func() {
		w.interrupted = true
		f()
	})
}

// Hold stops the clock until release is called, while another goroutine does something that takes
// no time in the world. Meanwhile Wait reports what is ready, and otherwise blocks, in real time,
// until Wake. Hold and release belong to the program's goroutine.
func (w *World) Hold() (release func()) {
	w.held++
	return sync.OnceFunc(func() { w.held-- })
}

// after has f called when d has passed.
func (w *World) after(d time.Duration, f func()) { w.agenda.enter(w.later(d), f) }

// later returns the time in d from now, or the end of time if that is sooner.
func (w *World) later(d time.Duration) time.Duration {
	if t := w.now + d; t >= w.now {
		return t
	}
	return 1<<63 - 1
}

// catchUp makes happen all that is due, and reports whether that should interrupt a Wait.
func (w *World) catchUp() bool {
	w.interrupted = false
	for {
		at, ok := w.agenda.next()
		if !ok || at > w.now {
			return w.interrupted
		}
		w.agenda.take()()
	}
}

// hasten notes that a Wait begins. After a hundred at one time, each takes a microsecond, so that a
// program that never rests does not stop the clock.
func (w *World) hasten() {
	if w.waits++; w.waits > 100 && w.held == 0 {
		w.now = w.later(time.Microsecond)
	}
}

// advance moves the clock to t.
func (w *World) advance(t time.Duration) {
	if t > w.now {
		w.now, w.waits = t, 0
	}
}
