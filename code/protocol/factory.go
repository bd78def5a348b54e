package protocol

import "net/netip"

// A Factory makes protocols, one for each connection, and holds what they have in common.
type Factory interface {
	// BuildProtocol returns the protocol for a connection to remote. The loop calls it when the
	// connection is made, before the protocol's ConnectionMade, and closes the connection if it
	// returns nil.
	BuildProtocol(remote netip.AddrPort) Protocol
}

// A FactoryFunc is a function that serves as a factory.
type FactoryFunc func(remote netip.AddrPort) Protocol

// BuildProtocol calls f.
func (f FactoryFunc) BuildProtocol(remote netip.AddrPort) Protocol { return f(remote) }

// A ClientFactory makes protocols for connections that we ask for, and hears when there is none.
type ClientFactory interface {
	Factory

	// ConnectionFailed is called in place of BuildProtocol when there is no connection. The
	// reason is never nil.
	ConnectionFailed(reason error)
}
