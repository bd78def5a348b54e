// Package exercise is about standing between two ends that do not wait for each other.
package exercise

import (
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
		return &client{reactor: r, address: address}
	})
}

// A client is the near end. This one connects to the far end, tells it everything, and does not
// listen to the answer.
type client struct {
	reactor *reactor.Reactor
	address string
	far     *far
}

func (c *client) ConnectionMade(t protocol.Transport) {
	c.far = new(far)
	c.reactor.ConnectTCP(c.address, c.far, 0)
}

func (c *client) DataReceived(data []byte)    { c.far.Write(data) }
func (c *client) ConnectionLost(reason error) { c.far.LoseConnection() }

// A far end is its own factory.
type far struct{ protocol.Transport }

func (f *far) BuildProtocol(netip.AddrPort) protocol.Protocol { return f }
func (f *far) ConnectionFailed(reason error)                  {}
func (f *far) ConnectionMade(t protocol.Transport)            { f.Transport = t }
func (f *far) DataReceived(data []byte)                       {}
func (f *far) ConnectionLost(reason error)                    {}
