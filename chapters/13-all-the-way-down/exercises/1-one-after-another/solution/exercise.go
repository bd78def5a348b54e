// Package exercise is about transforms that take time, one after another.
package exercise

import "slowpoetry/code/deferred"

// A Transform changes poems, somewhere else. Ask returns at once, with a Deferred that has the changed
// poem some time.
type Transform struct {
	Name string
	Ask  func(poem string) *deferred.Deferred[string]
}

// Improve has the poem of d changed by these transforms, one after another: each is asked when the
// reply of the one before it is here, and is given that. A transform that fails is left out: say is
// called with its name and its error, and the next is given what this one was given. Without any
// transforms the poem stays as it is. If d has an error, no transform is asked, and the error stays.
//
// It returns d.
func Improve(d *deferred.Deferred[string], say func(name string, err error), transforms ...Transform) *deferred.Deferred[string] {
	for _, t := range transforms {
		d.AddCallback(func(poem string) (string, error) {
			reply := t.Ask(poem)
			reply.AddErrback(func(err error) (string, error) {
				say(t.Name, err)
				return poem, nil
			})
			return reply.Later()
		})
	}
	return d
}
