// Package exercise is about asking again.
package exercise

import "slowpoetry/code/deferred"

// TryAgain asks, and asks again when that has failed, up to n times in all; n is 1 at least. It returns
// at once, with a Deferred that has the first value that came, or if none did the error of the last
// time. It asks again no sooner than the time before has failed, and never when one has succeeded.
//
// It may be asked to try a hundred thousand times, and all of them may fail at once.
func TryAgain(n int, ask func() *deferred.Deferred[string]) *deferred.Deferred[string] {
	d := ask()
	for range n - 1 {
		d.AddErrback(func(error) (string, error) { return ask().Later() })
	}
	return d
}
