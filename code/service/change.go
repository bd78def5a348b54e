package service

import (
	"fmt"
	"slices"

	"slowpoetry/code/deferred"
)

// Change starts more children in a running group, then takes out those that are named in remove.
// It fires when the new ones run. Those that were taken out are on their way from then on, and Stop
// waits for them too. A new child may have the name of one that goes. If a new child cannot start,
// everything stays as it was.
func (g *Group) Change(add []Service, remove ...string) *deferred.Deferred[Done] {
	if !g.running || g.starting != nil {
		return Ended(fmt.Errorf("change %s, which does not run or is being changed: %w", g.name, ErrChanging))
	}
	goes := func(c *child) bool { return slices.Contains(remove, c.Name()) }
	stay := slices.DeleteFunc(slices.Clone(g.children), goes)
	after := stay
	for _, s := range add {
		c, err := g.adopt(after, s)
		if err != nil {
			return Ended(err)
		}
		after = append(after, c)
	}
	return g.begin(after[len(stay):], func() {
		for _, c := range slices.Backward(g.children) {
			if goes(c) {
				g.leaving = append(g.leaving, c)
				g.stopOne(c).AddErrback(func(error) (Done, error) { return Done{}, nil }) // Tell has heard of it
			}
		}
		g.children = after
	})
}
