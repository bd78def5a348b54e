// Package exercise is about a factory that counts.
package exercise

import (
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

// BuildProtocol counts the connections that come, and not those that are lost.
func (d *doorkeeper) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	if d.room == 0 {
		return nil
	}
	d.room--
	return d.Factory.BuildProtocol(remote)
}
