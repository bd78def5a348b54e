package protocol

import "net/netip"

// A Factory makes protocols, one for each connection, and holds what they have in common.
type Factory interface {
	// BuildProtocol returns the protocol for a connection to remote, or nil to close it. The loop
	// calls it when the connection is made, before the protocol's ConnectionMade.
	BuildProtocol(remote netip.AddrPort) Protocol
}

// A FactoryFunc is a function that serves as a factory.
type FactoryFunc func(remote netip.AddrPort) Protocol

func (f FactoryFunc) BuildProtocol(remote netip.AddrPort) Protocol { return f(remote) }

// A ClientFactory makes protocols for connections that we ask for.
type ClientFactory interface {
	Factory

	// ConnectionFailed is called instead of BuildProtocol when there is no connection.
	ConnectionFailed(reason error)
}
