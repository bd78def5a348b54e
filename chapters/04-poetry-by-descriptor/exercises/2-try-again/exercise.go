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
	s, err := r.Stack().Connect(address)
	if err == nil {
		err = r.AddWriter(&caller{reactor: r, socket: s, done: done})
	}
	if err != nil {
		r.CallLater(0, func() { done(nil, err) })
	}
}

// A caller is a connection in the making. This one tries once, and is very patient.
type caller struct {
	reactor *reactor.Reactor
	socket  socket.Socket
	done    func(s socket.Socket, err error)
}

func (c *caller) Source() socket.Source { return c.socket }

func (c *caller) DoWrite() error {
	if err := c.socket.ConnectError(); err != nil {
		return err
	}
	c.reactor.RemoveWriter(c)
	c.done(c.socket, nil)
	return nil
}

func (c *caller) ConnectionLost(reason error) {
	c.socket.Close()
	c.done(nil, reason)
}
