package protocol

import "net/netip"

// A Factory makes protocols, one for each connection. What they have in common lives here.
type Factory interface {
	// BuildProtocol returns the protocol for a connection to remote. It is called when the
	// connection stands, before the protocol's ConnectionMade. With nil the connection is
	// closed.
	BuildProtocol(remote netip.AddrPort) Protocol
}

// A FactoryFunc is a function that is a factory.
type FactoryFunc func(remote netip.AddrPort) Protocol

// BuildProtocol calls f.
func (f FactoryFunc) BuildProtocol(remote netip.AddrPort) Protocol { return f(remote) }

// A ClientFactory makes protocols for connections that we ask for, and hears when we ask in vain.
type ClientFactory interface {
	Factory

	// ConnectionFailed is called in place of BuildProtocol: there is no connection, and reason,
	// which is never nil, says why.
	ConnectionFailed(reason error)
}
