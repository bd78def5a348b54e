package reactor

import (
	"fmt"

	"slowpoetry/code/protocol"
)

// The water marks, in bytes, unless the protocol knows better. Between them a producer is left
// alone, so that it is not stopped and started for every few bytes.
const (
	lowWater  = 16 << 10
	highWater = 64 << 10
)

// A flow is a producer, and how much of what it makes may wait to be sent. A nil flow has no
// producer.
type flow struct {
	producer  protocol.Producer // nil if there is none
	streaming bool              // it goes on by itself until it is paused
	paused    bool              // and it is
	low, high int
}

// pulls reports whether there is a producer that has to be asked for every piece.
func (f *flow) pulls() bool { return f != nil && f.producer != nil && !f.streaming }

// rise pauses the producer if too much is waiting.
func (f *flow) rise(waiting int) {
	if f != nil && f.producer != nil && f.streaming && !f.paused && waiting > f.high {
		f.paused = true
		f.producer.PauseProducing()
	}
}

// sink resumes the producer if little is waiting.
func (f *flow) sink(waiting int) {
	switch {
	case f.pulls() && waiting == 0:
		f.producer.ResumeProducing()
	case f != nil && f.producer != nil && f.paused && waiting <= f.low:
		f.paused = false
		f.producer.ResumeProducing()
	}
}

// ownFlow returns the connection's flow, and makes it one if it has none.
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
	case c.producing():
		panic("reactor: there is a producer already")
	case c.phase != open:
		p.StopProducing()
		return
	}
	f := c.ownFlow()
	f.producer, f.streaming, f.paused = p, streaming, false
	c.settle() // one that has to be asked is asked when there is room to write
	f.rise(len(c.unsent))
}

func (c *connection) UnregisterProducer() {
	c.takeProducer()
	c.settle()
}

// producing reports whether there is a producer.
func (c *connection) producing() bool { return c.flow != nil && c.flow.producer != nil }

// takeProducer returns the producer, which is none any longer, nil if there was none.
func (c *connection) takeProducer() protocol.Producer {
	if c.flow == nil {
		return nil
	}
	p := c.flow.producer
	c.flow.producer = nil
	return p
}

// dismiss stops the producer, if there is one.
func (c *connection) dismiss() {
	if p := c.takeProducer(); p != nil {
		c.reactor.guard(p, p.StopProducing)
	}
}
