//go:build !unix

package main

import "time"

var start = time.Now()

// processorTime returns the time that has passed: for want of a better one, and all right when
// nothing else runs.
func processorTime() time.Duration { return time.Since(start) }
