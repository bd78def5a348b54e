package reactor

import (
	"net"
	"time"

	"slowpoetry/code/panics"
	"slowpoetry/code/socket"
)

// lingerTime is how long a connection that has sent all it had waits for the other end to finish too.
// To close while the other end is talking is a reset, which destroys what that end has yet to read.
const lingerTime = 2 * time.Second

// A phase is how far a connection is on its way to ConnectionLost. There is no way back.
type phase uint8

const (
	open      phase = iota
	muted           // the protocol writes no more; a producer may go on
	finished        // all is sent, and the other end knows
	leaving         // like muted, and what is received is thrown away
	lingering       // like finished, until the other end has finished too
	failed          // a Write failed, and there may be something left to read
	gone            // nothing will happen but ConnectionLost
	told            // and that has happened
)

// settle follows every change: it finishes writing, closes, or tells the poller what to watch for.
func (c *connection) settle() {
	if c.phase >= gone || c.protocol == nil {
		return
	}
	if (c.phase == muted || c.phase == leaving) && len(c.unsent) == 0 && c.flow == nil {
		if c.ended {
			c.leave(c.reason)
			return
		}
		c.socket().CloseWrite() // fails if the connection is broken, and then reading does too
		if c.phase++; c.phase == lingering {
			c.deadline = c.reactor.CallLater(lingerTime, func() { c.leave(c.reason) })
		}
	}
	if err := c.reactor.watch(&c.registration, c.wanted()); err != nil {
		c.leave(err)
	}
}

// wanted returns what the connection waits for.
func (c *connection) wanted() (interest socket.Interest) {
	if c.phase == failed { // then it is ready for both, until all is read
		if c.paused {
			return 0
		}
		return socket.Readable | socket.Writable
	}
	if !c.ended && (!c.paused || c.phase == leaving || c.phase == lingering) {
		interest |= socket.Readable
	}
	if len(c.unsent) > 0 || c.flow.pulls() {
		interest |= socket.Writable
	}
	return interest
}

func (c *connection) CloseWrite()      { c.phase = max(c.phase, muted); c.settle() }
func (c *connection) PauseProducing()  { c.paused = true; c.settle() }
func (c *connection) ResumeProducing() { c.paused = false; c.settle() }
func (c *connection) StopProducing()   { c.LoseConnection() }

func (c *connection) LoseConnection() {
	if c.phase == failed {
		c.leave(c.reason) // nothing can be sent, and nothing is received any more
		return
	}
	c.phase = max(c.phase, leaving)
	c.settle()
}

func (c *connection) Abort() {
	if c.phase < gone {
		c.leave(net.ErrClosed)
		c.socket().Abort()
	}
}

// breakDown is called when a Write fails. The protocol still receives what came before, as it may say
// why ("go away", and then the door). A connection that throws it away ends at once.
func (c *connection) breakDown(reason error) {
	reading := c.phase < leaving && !c.ended
	c.phase, c.reason, c.unsent = failed, reason, nil
	if !reading {
		c.leave(reason)
		return
	}
	c.reactor.soon(c.dismiss) // not from inside of Write
	c.settle()
}

// leave ends the connection. The protocol, which may have called us, hears of it when the turn ends.
func (c *connection) leave(reason error) {
	c.phase = gone
	c.reactor.unwatch(&c.registration)
	c.reactor.soon(func() {
		if c.phase != told {
			c.reactor.lose(&c.registration, reason)
		}
	})
}

// ConnectionLost is for the reactor to call. It resets the connection if not all was sent, or the other
// end would take what it has for the whole.
func (c *connection) ConnectionLost(reason error) {
	if c.phase == told {
		return
	}
	_, panicked := reason.(*panics.Error)
	if panicked || c.phase == failed || len(c.unsent) > 0 || c.flow != nil {
		c.socket().Abort()
	} else {
		c.source.Close()
	}
	if c.phase == lingering && reason == ErrStopped {
		reason = c.reason // all was sent, and only the other end was missing
	}
	c.phase, c.unsent = told, nil
	c.deadline.Cancel()
	c.dismiss()
	c.reactor.tracer.calls(c.protocol, "ConnectionLost")
	c.protocol.ConnectionLost(reason)
}
