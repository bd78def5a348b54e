package sim

import (
	"net/netip"
	"time"
)

// An Incident is something in a [World] that was left to chance, and did not go the plain way: a
// request was ignored, a segment was late, a second source was reported first.
type Incident struct {
	// What was left to chance. The network's own are "refuse", "ignore", "break", "split" and
	// "cut" (where), "merge", "late", "order" and "spurious".
	What string
	// Where is the address of the listener that it is about, and the zero AddrPort if it is
	// about several.
	Where netip.AddrPort
	// Nth counts the occasions on which this was left to chance there, from 1.
	Nth int
	// Value is what came of it: 1 where it only happens or not, the nanoseconds above MinLatency
	// of what is late, and never 0, which is the plain way.
	Value int64
	// At is when it was decided. Retell has no use for it.
	At time.Duration
}

// A story is the record of a world's incidents, or tells a world which it is to have.
type story struct {
	told      map[occasion]int64 // nil in a world that draws
	asked     map[occasion]int   // how often, with nth 0
	incidents []Incident
}

type occasion struct {
	what  string
	where netip.AddrPort
	nth   int
}

// Record keeps the incidents from now on, for Incidents. Call it before anything happens.
func (w *World) Record() { w.story = &story{asked: make(map[occasion]int)} }

// Incidents returns what has happened in a world that records, or that [Retell] made.
func (w *World) Incidents() []Incident { return w.story.incidents }

// Retell returns a world in which these incidents happen, and all else that is left to chance goes
// the plain way. With all the incidents of a world it is that world again. With fewer, an incident
// may find no occasion: Incidents has only those that took place.
func Retell(c Conditions, incidents []Incident) *World {
	w := NewWorld(c)
	w.Record()
	w.story.told = make(map[occasion]int64)
	for _, i := range incidents {
		w.story.told[occasion{i.What, i.Where, i.Nth}] = i.Value
	}
	return w
}

// Chance reports whether something happens that has probability p, for programs that leave something
// to the world's chance themselves. If it happens it is an incident, of that name and at that place.
func (w *World) Chance(what string, where netip.AddrPort, p float64) bool {
	return p > 0 && w.decide(what, where, func() int64 {
		if w.random.Float64() < p {
			return 1
		}
		return 0
	}) != 0
}

// Pick returns a number from 0 to n-1, as Chance does, where 0 is the plain way. It panics if n < 1.
func (w *World) Pick(what string, where netip.AddrPort, n int) int {
	return int(w.pick(what, where, int64(n)))
}

func (w *World) pick(what string, where netip.AddrPort, n int64) int64 {
	return min(n-1, w.decide(what, where, func() int64 {
		value := w.random.Int64N(n)
		if what == "order" { // which rand.Shuffle counts from the other end
			value = n - 1 - value
		}
		return value
	}))
}

// decide returns what comes of something that is left to chance.
func (w *World) decide(what string, where netip.AddrPort, draw func() int64) (value int64) {
	s := w.story
	if s == nil {
		return draw()
	}
	at := occasion{what: what, where: where}
	s.asked[at]++
	at.nth = s.asked[at]
	if s.told != nil {
		value = s.told[at]
	} else {
		value = draw()
	}
	if value != 0 {
		s.incidents = append(s.incidents, Incident{what, where, at.nth, value, w.now})
	}
	return value
}

// Open returns how many sources are open: listeners, and each end of a connection.
func (w *World) Open() int {
	open := len(w.listeners)
	for _, s := range w.sockets {
		if !s.Closed {
			open++
		}
	}
	return open
}
