//go:build unix

package program

import (
	"syscall"
	"time"
)

// ProcessorTime returns how long this process has kept processors busy, or 0 where that is not known.
func ProcessorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
