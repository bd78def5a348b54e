package socket

import (
	"time"
)

// Coarsen has a poller of System count in milliseconds, as on an old kernel.
func Coarsen(p Poller) { p.(*nativePoller).queue.coarse = true }

// WaitInTheKernel is the system call, and nothing around it.
func WaitInTheKernel(p Poller, timeout time.Duration) (int, error) {
	return p.(*nativePoller).queue.wait(1, timeout)
}

// WriteFailed returns what a socket of System makes of a Write that failed like this.
func WriteFailed(s Socket, err error) error { return s.(*nativeSocket).broken("write", err) }

// Descriptor returns the descriptor of a socket of System.
func Descriptor(s Socket) int { return s.(*nativeSocket).fd }
