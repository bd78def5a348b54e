// Package copied copies what must not be copied. A test has go vet say so.
package copied

import "slowpoetry/code/deferred"

func copies(d *deferred.Deferred[int], c *deferred.Coroutine) {
	first := *d
	second := *c
	_, _ = &first, &second
}
