// Package exercise is about a factory that counts.
package exercise

import (
	"net/netip"

	"slowpoetry/code/protocol"
)

// Limit returns a factory that builds what f builds, for at most n connections at a time. Whoever
// comes when there are n is turned away. When one of the n is lost, there is room for another.
//
// A protocol that f has built behaves as if there were no limit: it is told everything that it
// would be told otherwise, and nothing else.
func Limit(f protocol.Factory, n int) protocol.Factory {
	return &doorkeeper{Factory: f, room: n}
}

// A doorkeeper lets protocols in as long as there is room.
type doorkeeper struct {
	protocol.Factory
	room int
}

// BuildProtocol puts a guest around each protocol, who says when it leaves. A place is taken only
// by those whom the factory takes in.
func (d *doorkeeper) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	if d.room == 0 {
		return nil
	}
	p := d.Factory.BuildProtocol(remote)
	if p == nil {
		return nil
	}
	d.room--
	g := guest{p, d}
	if h, ok := p.(protocol.HalfCloser); ok {
		return halfCloser{g, h}
	}
	return g
}

// A guest is a protocol that has a place.
type guest struct {
	protocol.Protocol
	door *doorkeeper
}

// ConnectionLost gives the place back first: what is inside may panic.
func (g guest) ConnectionLost(reason error) {
	g.door.room++
	g.Protocol.ConnectionLost(reason)
}

// A halfCloser is a guest who goes on writing when the other end does not. The others must not
// look like one, or their connections would stay open.
type halfCloser struct {
	guest
	protocol.HalfCloser
}
