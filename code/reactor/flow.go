package reactor

import "slowpoetry/code/protocol"

// The water marks, in bytes. Between them a producer is left alone, so that it does not stop and start
// every few bytes.
const (
	lowWater  = 16 << 10
	highWater = 64 << 10
)

// A flow is a connection's producer. It is nil if there is none.
type flow struct {
	producer  protocol.Producer
	streaming bool // it goes on by itself until it is paused
	paused    bool // and it is
}

// pulls reports whether there is a producer that has to be asked for each piece.
func (f *flow) pulls() bool { return f != nil && !f.streaming }

// rise pauses the producer if too much is waiting.
func (f *flow) rise(waiting int) {
	if f != nil && f.streaming && !f.paused && waiting > highWater {
		f.paused = true
		f.producer.PauseProducing()
	}
}

// sink resumes the producer if little is waiting.
func (f *flow) sink(waiting int) {
	if f.pulls() && waiting == 0 || f != nil && f.paused && waiting <= lowWater {
		f.paused = false
		f.producer.ResumeProducing()
	}
}

func (c *connection) RegisterProducer(p protocol.Producer, streaming bool) {
	switch {
	case c.flow != nil:
		panic("reactor: there is a producer already")
	case c.phase != open:
		p.StopProducing()
		return
	}
	c.flow = &flow{producer: p, streaming: streaming}
	c.settle() // one that pulls is asked when there is room to write
	c.flow.rise(len(c.unsent))
}

func (c *connection) UnregisterProducer() { c.flow = nil; c.settle() }

// dismiss stops the producer, if there is one.
func (c *connection) dismiss() {
	if f := c.flow; f != nil {
		c.flow = nil
		c.reactor.guard(f.producer, f.producer.StopProducing)
	}
}
