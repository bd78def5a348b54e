package socket

import (
	"time"

	"golang.org/x/sys/unix"
)

// Coarsen has a poller of System count in milliseconds, as on an old kernel.
func Coarsen(p Poller) { p.(*nativePoller).queue.coarse = true }

// WaitInTheKernel is the system call, and nothing around it.
func WaitInTheKernel(p Poller, timeout time.Duration) (int, error) {
	return p.(*nativePoller).queue.wait(1, timeout)
}

// BrokenPipe is what a socket of System makes of a Write that failed with EPIPE.
func BrokenPipe(s Socket) error { return s.(*nativeSocket).broken("write", unix.EPIPE) }
