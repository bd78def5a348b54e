package reactor

import (
	"fmt"

	"slowpoetry/code/protocol"
)

// The default water marks, in bytes. Between them a producer is left alone, so that it does not stop
// and start every few bytes.
const (
	lowWater  = 16 << 10
	highWater = 64 << 10
)

// A flow is a producer, and how many of its bytes may wait to be sent. A nil flow has no producer.
type flow struct {
	producer  protocol.Producer // nil if there is none
	streaming bool              // it goes on by itself until it is paused
	paused    bool              // and it is
	low, high int
}

func (f *flow) active() bool { return f != nil && f.producer != nil }

// pulls reports whether there is a producer that has to be asked for each piece.
func (f *flow) pulls() bool { return f.active() && !f.streaming }

// rise pauses the producer if too much is waiting.
func (f *flow) rise(waiting int) {
	if f.active() && f.streaming && !f.paused && waiting > f.high {
		f.paused = true
		f.producer.PauseProducing()
	}
}

// sink resumes the producer if little is waiting.
func (f *flow) sink(waiting int) {
	if f.pulls() && waiting == 0 || f.active() && f.paused && waiting <= f.low {
		f.paused = false
		f.producer.ResumeProducing()
	}
}

// take removes the producer and returns it, or nil if there is none.
func (f *flow) take() (p protocol.Producer) {
	if f != nil {
		p, f.producer = f.producer, nil
	}
	return p
}

// ownFlow returns the connection's flow, which it makes if there is none.
func (c *connection) ownFlow() *flow {
	if c.flow == nil {
		c.flow = &flow{low: lowWater, high: highWater}
	}
	return c.flow
}

func (c *connection) SetWaterMarks(low, high int) {
	if low < 0 || high < low {
		panic(fmt.Sprintf("reactor: water marks %d and %d", low, high))
	}
	f := c.ownFlow()
	f.low, f.high = low, high
	f.rise(len(c.unsent))
}

func (c *connection) RegisterProducer(p protocol.Producer, streaming bool) {
	switch {
	case c.flow.active():
		panic("reactor: there is a producer already")
	case c.phase != open:
		p.StopProducing()
		return
	}
	f := c.ownFlow()
	f.producer, f.streaming, f.paused = p, streaming, false
	c.settle() // one that pulls is asked when there is room to write
	f.rise(len(c.unsent))
}

func (c *connection) UnregisterProducer() { c.flow.take(); c.settle() }

// dismiss stops the producer, if there is one.
func (c *connection) dismiss() {
	if p := c.flow.take(); p != nil {
		c.reactor.guard(p, p.StopProducing)
	}
}
