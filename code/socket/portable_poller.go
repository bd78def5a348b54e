package socket

import (
	"cmp"
	"runtime"
	"slices"
	"time"
)

// A portablePoller has a queue of the sources that are ready, in which their goroutines put them.
type portablePoller struct{ Queue }

func (p *portablePoller) Wait(events []Event, timeout time.Duration) (int, error) {
	var expired <-chan time.Time // nil, so never, unless there is a timeout
	if timeout > 0 {
		timer := time.NewTimer(timeout)
		defer timer.Stop()
		expired = timer.C
	}
	// A loop that always finds something to do would keep the only processor from our goroutines.
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

// inOrder sorts sources by when they were added.
func inOrder(ready []*Watched) {
	slices.SortFunc(ready, func(a, b *Watched) int { return cmp.Compare(a.order, b.order) })
}
