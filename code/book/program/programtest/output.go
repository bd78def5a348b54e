package programtest

import (
	"strings"
	"sync"
)

// An Output is what a process has written so far. Any goroutine may use it at any time.
type Output struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{} // closed when there is more
}

func newOutput() *Output { return &Output{more: make(chan struct{})} }

// Write adds to the output.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.more)
	o.more = make(chan struct{})
	return o.text.Write(p)
}

// String returns the text so far.
func (o *Output) String() string {
	text, _ := o.state()
	return text
}

// state returns the text so far, and a channel that is closed when there is more.
func (o *Output) state() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String(), o.more
}
