// Package exercise is about a poem that several servers have.
package exercise

import (
	"errors"

	"slowpoetry/code/deferred"
)

// An Ask asks the server at address for its poem, and returns at once, with a Deferred that will
// have it, or has it already.
type Ask func(address string) *deferred.Deferred[string]

// FromAny returns a Deferred for the poem that each of these addresses may have. It asks one
// after another, in this order, until one has it. If no address has the poem, the
// error says why not for each: errors.Is finds every reason in it. Without any address it fails at
// once.
func FromAny(ask Ask, addresses []string) *deferred.Deferred[string] {
	d := deferred.New[string]()
	var reasons []error
	var next func()
	next = func() {
		if len(reasons) == len(addresses) {
			d.Errback(errors.Join(append(reasons, errNowhere)...))
			return
		}
		ask(addresses[len(reasons)]).AddCallbacks(
			func(text string) (string, error) {
				d.Callback(text)
				return "", nil
			},
			func(err error) (string, error) {
				reasons = append(reasons, err)
				next()
				return "", nil
			})
	}
	next()
	return d
}

var errNowhere = errors.New("no server has it")
