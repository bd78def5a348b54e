//go:build !unix

package main

import "time"

// processorTime returns how long this process has kept processors busy, 0 if the system does not say.
func processorTime() time.Duration { return 0 }
