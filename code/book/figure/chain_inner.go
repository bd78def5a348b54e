package figure

import (
	"slices"

	"slowpoetry/code/deferred"
)

// An Inner is a chain within a [Chain].
type Inner struct {
	Name   string // that its events have
	Stages []Stage
}

// own returns the events that are of no inner chain.
func (c Chain) own() []deferred.Event {
	names := map[string]bool{}
	c.eachInner(c.Stages, 1, func(i Inner, _ int) { names[i.Name] = true })
	return slices.DeleteFunc(slices.Clone(c.Events), func(e deferred.Event) bool { return names[e.Name] })
}

// journey follows the result of the chain itself.
func (c Chain) journey() journey { return follow(c.Stages, c.own()) }

// inner follows the result of a chain within.
func (c Chain) inner(i Inner) journey {
	return follow(i.Stages, slices.DeleteFunc(slices.Clone(c.Events), func(e deferred.Event) bool { return e.Name != i.Name }))
}

// eachInner calls f with each chain within, and how deep it lies: 1 for those of the chain itself.
func (c Chain) eachInner(stages []Stage, depth int, f func(i Inner, depth int)) {
	for _, s := range stages {
		for _, i := range s.Inner {
			f(i, depth)
			c.eachInner(i.Stages, depth+1, f)
		}
	}
}

// hasInner reports whether there are chains within.
func (c Chain) hasInner() bool {
	return slices.ContainsFunc(c.Stages, func(s Stage) bool { return len(s.Inner) > 0 })
}

// Waits says what the chain waits for after these events, and what that waits for. If it waits for
// nothing, or no chains within are to be drawn, it returns "".
func (c Chain) Waits() string {
	if !c.hasInner() {
		return ""
	}
	state := func(j journey) (awaits string, waiting bool) {
		for _, l := range j.legs {
			if l.waiting {
				return l.awaits, true
			}
		}
		return "", false
	}
	name, waiting := state(c.journey())
	text := "waits for "
	for waiting {
		var next *journey
		c.eachInner(c.Stages, 1, func(i Inner, _ int) {
			if i.Name == name && name != "" {
				j := c.inner(i)
				next = &j
			}
		})
		switch {
		case next == nil:
			return text + "another Deferred"
		case !next.fired:
			return text + name + ", not fired yet"
		}
		text += name + ", "
		outer := name
		if name, waiting = state(*next); waiting {
			text += outer + " for "
		} else {
			return text + "now at work"
		}
	}
	return ""
}
