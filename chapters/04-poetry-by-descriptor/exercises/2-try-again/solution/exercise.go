// Package exercise is about servers that are not there yet.
package exercise

import (
	"errors"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// ErrNobody says that no server answered for as long as we cared to try.
var ErrNobody = errors.New("nobody there")

// Call connects to address, and calls done with the socket as soon as there is a connection. While
// connecting fails, at once or later, it tries again: 100 ms after the first failure, 200 ms after
// the second, then 400, 800, and so on. When patience has passed since it was called, Call gives
// up, whatever it is doing: it closes what is open, and calls done with ErrNobody. It calls done
// once, and never before it has returned. If the reactor stops first, done need not be called.
func Call(r *reactor.Reactor, address string, patience time.Duration, done func(s socket.Socket, err error)) {
	c := &caller{reactor: r, address: address, pause: 100 * time.Millisecond, done: done}
	c.giveUp = r.CallLater(patience, c.tooLong)
	c.try()
}

// A caller tries to connect, and tries again.
type caller struct {
	reactor *reactor.Reactor
	address string
	socket  socket.Socket // nil between two tries
	pause   time.Duration // before the next try
	next    *reactor.Call // it, during a pause
	giveUp  *reactor.Call
	done    func(s socket.Socket, err error)
}

// try begins to connect.
func (c *caller) try() {
	s, err := c.reactor.Stack().Connect(c.address)
	if err != nil {
		c.again()
		return
	}
	c.socket = s
	if err := c.reactor.AddWriter(c); err != nil {
		c.ConnectionLost(err)
	}
}

// again tries once more, after a pause.
func (c *caller) again() {
	c.next = c.reactor.CallLater(c.pause, c.try)
	c.pause *= 2
}

func (c *caller) Source() socket.Source { return c.socket }

func (c *caller) DoWrite() error {
	if err := c.socket.ConnectError(); err != nil {
		return err
	}
	c.reactor.RemoveWriter(c)
	c.giveUp.Cancel()
	c.done(c.socket, nil)
	return nil
}

func (c *caller) ConnectionLost(reason error) {
	c.socket.Close()
	c.socket = nil
	c.again()
}

// tooLong gives up.
func (c *caller) tooLong() {
	if c.next != nil {
		c.next.Cancel()
	}
	if c.socket != nil {
		c.reactor.RemoveWriter(c)
		c.socket.Close()
	}
	c.done(nil, ErrNobody)
}
