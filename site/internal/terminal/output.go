package terminal

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"
)

// An output collects what a process prints, and lets others wait for it.
type output struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	lines []time.Time // when each was complete
	ended bool
	news  chan struct{} // closed at the next change; nil while nobody waits
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tell()
	o.lines = append(o.lines, slices.Repeat([]time.Time{time.Now()}, bytes.Count(p, []byte("\n")))...)
	return o.buf.Write(p)
}

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	o.tell()
}

// tell wakes who waits. The caller holds the lock.
func (o *output) tell() {
	if o.news != nil {
		close(o.news)
		o.news = nil
	}
}

// times returns when each line was complete.
func (o *output) times() []time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.lines)
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

func (o *output) closed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ended
}

// wait returns when the text is enough, when there will be no more, or when ctx is done: only
// then with an error.
func (o *output) wait(ctx context.Context, enough func(text string) bool) error {
	for {
		o.mu.Lock()
		if o.ended || enough(o.buf.String()) {
			o.mu.Unlock()
			return nil
		}
		if o.news == nil {
			o.news = make(chan struct{})
		}
		news := o.news
		o.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
