package reactor

import (
	"io"
	"net"
	"net/netip"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/protocol"
	"slowpoetry/code/socket"
)

// writeSize is how much a connection sends in a turn. The kernel may take a megabyte, and others wait.
const writeSize = 256 << 10

// A connection is a socket and the bytes that it had no room for: a descriptor to the reactor, a
// transport to its protocol. There may be ten thousand, most of them idle, so it has no buffer of its
// own, and what few of them need is elsewhere.
type connection struct {
	registration
	reactor  *Reactor
	protocol protocol.Protocol
	unsent   []byte // written, and not taken by the socket yet
	flow     *flow  // nil if there is no producer
	deadline *Call  // of lingering
	reason   error  // for ConnectionLost, unless something else ends the connection
	phase    phase
	paused   bool // the protocol wants nothing to read for now
	ended    bool // the other end has finished
}

// newConnection returns a connection over s. It does nothing before begin.
func (r *Reactor) newConnection(s socket.Socket) *connection {
	c := &connection{registration: registration{source: s}, reactor: r, reason: net.ErrClosed}
	c.reader, c.writer = c, c
	return c
}

// begin gives the connection a protocol from f and starts to read, or closes the socket if f builds
// none. An error is f's panic.
func (c *connection) begin(f protocol.Factory) error {
	p, err := c.reactor.build(f, c.RemoteAddr())
	if p == nil {
		c.phase = told
		c.source.Close()
		return err
	}
	c.protocol = p
	c.settle()
	err = c.reactor.guard(&c.registration, func() {
		c.reactor.tracer.calls(p, "ConnectionMade")
		p.ConnectionMade(c)
	})
	if err != nil {
		c.reactor.lose(&c.registration, err)
	}
	return nil
}

// build returns a protocol from f, which may be nil. An error is a panic.
func (r *Reactor) build(f protocol.Factory, remote netip.AddrPort) (_ protocol.Protocol, err error) {
	defer r.contain(f, &err)
	return f.BuildProtocol(remote), nil
}

func (c *connection) String() string             { return naming.Of(c.protocol) }
func (c *connection) socket() socket.Socket      { return c.source.(socket.Socket) }
func (c *connection) LocalAddr() netip.AddrPort  { return c.source.LocalAddr() }
func (c *connection) RemoteAddr() netip.AddrPort { return c.socket().RemoteAddr() }

// DoRead reads once, and leaves what does not fit for the next turn: others want their share.
func (c *connection) DoRead() error {
	n, err := c.socket().Read(c.reactor.buffer[:])
	switch {
	case err != nil && c.phase == failed:
		return c.reason // all that was left has been read
	case err == io.EOF:
		return c.endOfInput()
	case err != nil:
		return err
	case c.phase != leaving && c.phase != lingering:
		c.reactor.tracer.receive(&c.registration, n)
		c.protocol.DataReceived(c.reactor.buffer[:n])
	}
	return nil
}

// endOfInput is called when the other end has finished. An error ends the connection.
func (c *connection) endOfInput() error {
	c.ended = true
	switch h, patient := c.protocol.(protocol.HalfCloser); {
	case c.phase == finished:
		return io.EOF
	case c.phase == lingering:
		return c.reason
	case c.phase == leaving:
	case patient:
		h.ReadConnectionLost()
	default:
		c.phase, c.reason = leaving, io.EOF
		c.dismiss()
	}
	c.settle()
	return nil
}

// Write gives p to the socket at once if nothing waits ahead of it, which is the usual case.
func (c *connection) Write(p []byte) (int, error) {
	if c.phase > leaving || c.phase != open && c.flow == nil {
		return 0, net.ErrClosed
	}
	n := 0
	if len(c.unsent) == 0 && len(p) > 0 {
		n = c.send(p)
	}
	if n < len(p) && c.phase <= leaving {
		c.unsent = append(c.unsent, p[n:]...)
		c.settle()
		c.flow.rise(len(c.unsent)) // last, because it calls the producer, which may panic
	}
	return len(p), nil
}

// send writes what there is room for, and returns how much that was. An error ends all writing.
func (c *connection) send(p []byte) int {
	n, err := c.socket().Write(p)
	if n > 0 {
		c.reactor.tracer.send(&c.registration, n)
	}
	if err != nil && err != socket.ErrWouldBlock {
		c.breakDown(err)
	}
	return n
}

// DoWrite sends what waits, or a part of it. A connection whose Write has failed reads instead.
func (c *connection) DoWrite() error {
	if c.phase == failed {
		return c.DoRead()
	}
	if len(c.unsent) > 0 {
		n := c.send(c.unsent[:min(len(c.unsent), writeSize)])
		if c.phase > leaving {
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
