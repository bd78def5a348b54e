package socket

import (
	"cmp"
	"runtime"
	"slices"
	"time"
)

// A portablePoller keeps a queue of the sources that may be ready, in which their goroutines put them.
type portablePoller struct{ Queue }

func (p *portablePoller) Wait(events []Event, timeout time.Duration) (int, error) {
	var expired <-chan time.Time // nil, so never, unless there is a timeout
	if timeout > 0 {
		timer := time.NewTimer(timeout)
		defer timer.Stop()
		expired = timer.C
	}
	// Our goroutines do what a kernel would, but they do need a processor for it, and a loop that
	// always finds something to do would keep the only one for itself.
	runtime.Gosched()
	for {
		n, woken, err := p.Collect(events, inOrder)
		if err != nil || n > 0 || woken || timeout == 0 {
			return n, err
		}
		select {
		case <-p.Bell:
		case <-expired:
			timeout = 0 // one last look
		}
	}
}

// inOrder sorts sources by when they were added, beginning with the one that found no room.
func inOrder(ready []*Watched, late int) {
	first := uint64(0)
	if late > 0 {
		first = ready[0].order
	}
	slices.SortFunc(ready, func(a, b *Watched) int { return cmp.Compare(a.order-first, b.order-first) })
}
