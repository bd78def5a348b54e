package reactor

import (
	"io"
	"net"
	"net/netip"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/panics"
	"slowpoetry/code/protocol"
	"slowpoetry/code/socket"
)

// writeSize is how many bytes of those that wait a connection tries to send in a turn: no more,
// for the kernel may take a megabyte at once, and the others are waiting too.
const writeSize = 256 << 10

// A connection is a socket and the bytes that it had no room for. To the reactor it is a
// descriptor that reads and writes, and to its protocol a transport.
//
// There may be ten thousand of them, most of them idle, so there is no buffer in it, and what few
// connections need is elsewhere.
type connection struct {
	registration
	reactor  *Reactor
	protocol protocol.Protocol
	unsent   []byte // written, and not taken by the socket yet
	flow     *flow  // nil until somebody asks for it

	paused   bool // the protocol wants nothing to read for now
	ended    bool // the other end has said all it had to say
	mute     bool // the protocol has; a producer may go on
	finished bool // the other end knows that
	closing  bool // we close when all is sent
	hungUp   bool // because the other end did
	gone     bool // nothing will happen any more but ConnectionLost
	told     bool // and that has happened
}

//listing:birth

// newConnection gets a protocol for a socket that is connected. Without one, it closes the socket,
// and the connection is nil: if there is no error either, then the factory said no.
func (r *Reactor) newConnection(s socket.Socket, f protocol.Factory) (*connection, error) {
	p, err := r.build(f, s.RemoteAddr())
	if p == nil {
		s.Close()
		return nil, err
	}
	c := &connection{registration: registration{source: s}, reactor: r, protocol: p}
	c.reader, c.writer = c, c
	if err := r.watch(&c.registration, socket.Readable); err != nil {
		s.Close()
		return nil, err
	}
	return c, nil
}

// build asks a factory for a protocol, which may be none. An error is a panic.
func (r *Reactor) build(f protocol.Factory, remote netip.AddrPort) (_ protocol.Protocol, err error) {
	defer r.contain(f, &err)
	return f.BuildProtocol(remote), nil
}

// begin tells the protocol that the connection stands.
func (c *connection) begin() {
	if err := c.reactor.guard(&c.registration, func() { c.protocol.ConnectionMade(c) }); err != nil {
		c.reactor.lose(&c.registration, err)
	}
}

//listing:end

func (c *connection) String() string { return naming.Of(c.protocol) }

func (c *connection) Source() socket.Source { return c.source }

func (c *connection) socket() socket.Socket { return c.source.(socket.Socket) }

func (c *connection) LocalAddr() netip.AddrPort { return c.socket().LocalAddr() }

func (c *connection) RemoteAddr() netip.AddrPort { return c.socket().RemoteAddr() }

//listing:read

// DoRead reads once, and leaves what does not fit for the next turn: everybody gets theirs.
func (c *connection) DoRead() error {
	n, err := c.socket().Read(c.reactor.buffer[:])
	switch {
	case err == io.EOF:
		return c.endOfInput()
	case err != nil:
		return err
	}
	c.receive(n)
	return nil
}

// receive hands the protocol what is in the reactor's buffer. A connection that is closing reads
// as well, and throws it away. If it did not, the other end might be stuck in writing and never
// get to read what we have for it; and to close with something unread is to reset.
func (c *connection) receive(n int) {
	if c.closing {
		return
	}
	if t := c.reactor.tracer; t != nil {
		t.recorder.Receive(t.name(&c.registration), n)
	}
	c.protocol.DataReceived(c.reactor.buffer[:n])
}

//listing:end

// endOfInput is for when the other end has said all it had to say. An error is the end of the
// connection too.
func (c *connection) endOfInput() error {
	c.ended = true
	if c.finished {
		return io.EOF // and so have we
	}
	if h, ok := c.protocol.(protocol.HalfCloser); ok && !c.closing {
		h.ReadConnectionLost()
	} else if !c.closing {
		c.closing, c.mute, c.hungUp = true, true, true
		if p := c.takeProducer(); p != nil {
			p.StopProducing()
		}
	}
	c.settle()
	return nil
}

// Write gives p to the socket at once if nothing waits ahead of it. Most of the time that is all
// there is to do.
func (c *connection) Write(p []byte) (int, error) {
	if c.gone || c.mute && !c.producing() {
		return 0, net.ErrClosed
	}
	n := 0
	if len(c.unsent) == 0 && len(p) > 0 {
		var err error
		n, err = c.send(p)
		if err != nil {
			c.breakDown(err)
			return len(p), nil // the protocol hears of it in ConnectionLost, as of any other break
		}
	}
	if n < len(p) {
		c.unsent = append(c.unsent, p[n:]...)
		c.settle()
		c.flow.rise(len(c.unsent)) // last, for it calls the producer, which may panic
	}
	return len(p), nil
}

// send writes what there is room for, which may be nothing.
func (c *connection) send(p []byte) (int, error) {
	n, err := c.socket().Write(p)
	if t := c.reactor.tracer; t != nil && n > 0 {
		t.recorder.Send(t.name(&c.registration), n)
	}
	if err == socket.ErrWouldBlock {
		err = nil
	}
	return n, err
}

// DoWrite sends what waits, or a good part of it.
func (c *connection) DoWrite() error {
	if len(c.unsent) > 0 {
		n, err := c.send(c.unsent[:min(len(c.unsent), writeSize)])
		if err != nil {
			c.breakDown(err)
			return nil
		}
		if c.unsent = c.unsent[n:]; len(c.unsent) == 0 {
			c.unsent = nil // gives the memory back
		}
	}
	c.flow.sink(len(c.unsent))
	c.settle()
	return nil
}

// settle does what is to be done after any change: closes a half, or all, if it is time to, and
// tells the poller what to watch for.
func (c *connection) settle() {
	if c.gone {
		return
	}
	if c.mute && len(c.unsent) == 0 && !c.producing() {
		switch {
		case c.hungUp:
			c.leave(io.EOF)
			return
		case c.closing, c.ended:
			c.leave(net.ErrClosed)
			return
		case !c.finished:
			c.finished = true
			c.socket().CloseWrite() // fails if the connection is broken, which reading will tell
		}
	}
	var interest socket.Interest
	if !c.ended && (!c.paused || c.closing) {
		interest |= socket.Readable
	}
	if len(c.unsent) > 0 || c.flow.pulls() {
		interest |= socket.Writable
	}
	if err := c.reactor.watch(&c.registration, interest); err != nil {
		c.leave(err)
	}
}

func (c *connection) CloseWrite() {
	c.mute = true
	c.settle()
}

func (c *connection) LoseConnection() {
	c.closing, c.mute = true, true
	c.settle()
}

func (c *connection) Abort() {
	if !c.gone {
		c.leave(net.ErrClosed)
		c.socket().Abort()
	}
}

func (c *connection) PauseProducing() {
	c.paused = true
	c.settle()
}

func (c *connection) ResumeProducing() {
	c.paused = false
	c.settle()
}

func (c *connection) StopProducing() { c.LoseConnection() }

// leave ends the connection. The protocol is told when whoever called us has returned: it may be
// the protocol itself, in the middle of something.
func (c *connection) leave(reason error) {
	c.gone, c.mute = true, true
	c.reactor.unwatch(&c.registration)
	c.reactor.soon(func() {
		if !c.told { // a Write that failed is a reason of its own
			c.reactor.lose(&c.registration, reason)
		}
	})
}

// breakDown is for when a Write fails. What came before is still received, for it may say why:
// "go away", and then the door.
func (c *connection) breakDown(reason error) {
	c.mute, c.unsent = true, nil
	if p := c.takeProducer(); p != nil {
		c.flow.left = p
	}
	c.reactor.soon(func() {
		if c.told {
			return // reading has found out too
		}
		c.dismiss()
		for !c.paused && !c.ended && !c.closing && !c.gone {
			n, err := c.socket().Read(c.reactor.buffer[:])
			if err != nil {
				break
			}
			if err := c.reactor.guard(&c.registration, func() { c.receive(n) }); err != nil {
				reason = err
				break
			}
		}
		c.reactor.lose(&c.registration, reason)
	})
}

// ConnectionLost is for the reactor to call, when the connection is no longer watched.
func (c *connection) ConnectionLost(reason error) {
	if c.told {
		return
	}
	c.told, c.gone, c.mute, c.unsent = true, true, true, nil
	if _, ok := reason.(*panics.Error); ok {
		c.socket().Abort() // what it has sent so far is not the whole story
	} else {
		c.socket().Close()
	}
	c.dismiss()
	c.protocol.ConnectionLost(reason)
}
