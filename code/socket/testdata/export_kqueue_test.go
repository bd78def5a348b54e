package socket

import "time"

func init() {
	if queueName != "kqueue" {
		panic("this is not kqueue, but " + queueName)
	}
}

// Coarsen does nothing: a kqueue counts nanoseconds everywhere.
func Coarsen(Poller) {}

func WaitInTheKernel(p Poller, timeout time.Duration) (int, error) {
	return p.(*nativePoller).queue.wait(1, timeout)
}

func WriteFailed(s Socket, err error) error { return s.(*nativeSocket).broken("write", err) }

func Descriptor(s Socket) int { return s.(*nativeSocket).fd }
