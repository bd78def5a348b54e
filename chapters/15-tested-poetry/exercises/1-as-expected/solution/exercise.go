// Package exercise is about tests of what should fail.
package exercise

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

// Fails returns a Deferred for a test which expects d to fail with an error that is target, as
// errors.Is has it. If d does, the Deferred succeeds with true. It fails with d's own error if that is
// another one, and with an error that names target if d succeeds.
func Fails[T any](d *deferred.Deferred[T], target error) *deferred.Deferred[bool] {
	expected := deferred.New[bool]()
	d.AddBoth(func(value T, err error) (T, error) {
		switch {
		case err == nil:
			expected.Errback(fmt.Errorf("it returned %v, and should have failed: %w", value, target))
		case !errors.Is(err, target):
			expected.Errback(err)
		default:
			expected.Callback(true)
		}
		return value, nil // the error is handled
	})
	return expected
}
