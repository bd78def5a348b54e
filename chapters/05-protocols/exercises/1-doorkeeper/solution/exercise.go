// Package exercise is about a factory that counts.
package exercise

import (
	"fmt"
	"net/netip"

	"slowpoetry/code/protocol"
)

// Limit returns a factory that builds what f builds, for at most n connections at a time. It
// turns away a connection that comes when there are n. When one of the n is lost, there is room for
// another.
//
// A protocol that f has built behaves as if there were no limit: it is told everything that it
// would be told otherwise, and nothing else, and if it has a name, it keeps it.
func Limit(f protocol.Factory, n int) protocol.Factory {
	return &doorkeeper{Factory: f, room: n}
}

// A doorkeeper lets protocols in as long as there is room.
type doorkeeper struct {
	protocol.Factory
	room int
}

// BuildProtocol puts a guest around each protocol, which says when it leaves. A protocol that the
// factory refuses takes no place. What is around a protocol has the methods that it has, and no
// more: with a ReadConnectionLost of its own its connection would stay open.
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
	half, isHalf := p.(protocol.HalfCloser)
	name, isNamed := p.(fmt.Stringer)
	switch {
	case isHalf && isNamed:
		return struct {
			guest
			protocol.HalfCloser
			fmt.Stringer
		}{g, half, name}
	case isHalf:
		return struct {
			guest
			protocol.HalfCloser
		}{g, half}
	case isNamed:
		return struct {
			guest
			fmt.Stringer
		}{g, name}
	default:
		return g
	}
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
