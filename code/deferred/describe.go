package deferred

import (
	"fmt"
	"strings"
)

// String describes the state of d: no result, a result, or the Deferred that it waits for, by the
// name that Trace gave to that one.
func (d *Deferred[T]) String() string {
	switch {
	case d.state&fired == 0:
		return "no result yet"
	case d.state&waiting != 0:
		return describeWait(d)
	case d.err != nil:
		return fmt.Sprintf("error %q", d.err)
	default:
		return fmt.Sprintf("value %v", d.value)
	}
}

// describeWait describes what d waits for.
func describeWait(d link) string {
	next := d.awaits()
	switch {
	case next == d:
		return "waiting for itself"
	case reaches(next, d):
		return "waiting for another Deferred, which waits for this one: " + circle(d)
	case next.traceName() != "":
		return "waiting for the Deferred " + next.traceName()
	}
	return "waiting for another Deferred"
}

// A CircularError reports Deferreds that wait for each other, so that none of them ever continues.
// See [OnUnhandled].
type CircularError struct {
	Deferreds []string // their names: from Trace, from where Debug saw them made, or addresses
}

func (e *CircularError) Error() string {
	if len(e.Deferreds) == 1 {
		return "a Deferred waits for itself: " + e.Deferreds[0]
	}
	return "Deferreds wait for each other: " + strings.Join(append(e.Deferreds[:len(e.Deferreds):len(e.Deferreds)], e.Deferreds[0]), " -> ")
}

// reportCircle is called when d has begun to wait for inner. It reports a circle if inner waits for
// d.
func reportCircle(d, inner link) {
	if !reaches(inner, d) {
		return
	}
	e := &CircularError{}
	for l := d; ; l = l.awaits() {
		e.Deferreds = append(e.Deferreds, name(l))
		if l.awaits() == d {
			report("Deferreds that never go on", e)
			return
		}
	}
}

// circle names d and the Deferreds that it waits for, up to d again.
func circle(d link) string {
	text := name(d)
	for l := d.awaits(); l != d; l = l.awaits() {
		text += " -> " + name(l)
	}
	return text + " -> " + name(d)
}

// name returns a name for l: from Trace, from where it was made, or its address.
func name(l link) string {
	created, _ := l.places()
	switch {
	case l.traceName() != "":
		return l.traceName()
	case created != "":
		return "the one made at " + created
	}
	return fmt.Sprintf("%T(%p)", l, l)
}

// reaches reports whether from is target or waits for it, directly or through others.
func reaches(from, target link) bool {
	slow := from
	for even := false; from != nil; even = !even {
		if from == target {
			return true
		}
		from = from.awaits()
		if from == slow {
			return from == target // it is another circle
		}
		if even {
			slow = slow.awaits()
		}
	}
	return false
}

// traceName returns the name that Trace gave to d.
func (d *Deferred[T]) traceName() string {
	if t := d.tracing(); t != nil {
		return t.name
	}
	return ""
}
