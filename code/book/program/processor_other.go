//go:build !unix

package program

import "time"

// ProcessorTime returns 0: how long this process has kept processors busy is not known here.
func ProcessorTime() time.Duration { return 0 }
