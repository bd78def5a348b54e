// Package exercise is about standing between two ends that do not wait for each other.
package exercise

import (
	"errors"
	"io"
	"net"
	"net/netip"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// GoBetween returns a factory for the clients of a proxy. It connects to address once for each
// client, and passes on what either of the two ends says to the other: all of it, in order, from the
// client's first byte on, which may come before there is a connection to address.
//
// When one end has finished writing, the other hears that, after all that was said, and may go on
// talking. When one end is lost, the other is closed once it has been sent everything, but if it was
// a break, with a reset. If there is no connection to address, the client is reset too. And when one
// end does not read, the other must not be able to write for long: GoBetween keeps no more than the
// water marks allow.
func GoBetween(r *reactor.Reactor, address string) protocol.Factory {
	return protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		c := &client{reactor: r, address: address}
		c.far = &far{client: c}
		c.far.other, c.other = &c.end, &c.far.end
		return c
	})
}

// An end is one of the two connections, and passes on what comes through it to the other.
type end struct {
	transport protocol.Transport // nil before it is made
	other     *end
}

func (e *end) DataReceived(data []byte) { e.other.transport.Write(data) }

// ReadConnectionLost ends what the other end is told, once it has all been sent.
func (e *end) ReadConnectionLost() {
	e.other.transport.UnregisterProducer()
	e.other.transport.CloseWrite()
}

func (e *end) ConnectionLost(reason error) {
	if e.other.transport == nil {
		return
	}
	e.other.transport.UnregisterProducer()
	if errors.Is(reason, io.EOF) || errors.Is(reason, net.ErrClosed) {
		e.other.transport.LoseConnection()
	} else {
		e.other.transport.Abort()
	}
}

// A client is the near end. It does not read before there is somewhere to put it.
type client struct {
	end
	reactor *reactor.Reactor
	address string
	far     *far
	making  *reactor.Connector
}

func (c *client) ConnectionMade(t protocol.Transport) {
	c.transport = t
	t.PauseProducing()
	c.making = c.reactor.ConnectTCP(c.address, c.far, 0)
}

func (c *client) ConnectionLost(reason error) {
	c.making.Disconnect()
	c.end.ConnectionLost(reason)
}

// A far end is its own factory.
type far struct {
	end
	client *client
}

func (f *far) BuildProtocol(netip.AddrPort) protocol.Protocol { return f }

func (f *far) ConnectionFailed(reason error) { f.client.transport.Abort() }

// ConnectionMade makes each transport the producer of the other: when too much waits to be sent
// there, it stops reading here.
func (f *far) ConnectionMade(t protocol.Transport) {
	f.transport = t
	t.RegisterProducer(f.client.transport, true)
	f.client.transport.RegisterProducer(t, true)
	f.client.transport.ResumeProducing()
}
