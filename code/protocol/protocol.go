// Package protocol has the interfaces between what moves bytes and what knows their meaning.
//
// A [Transport] is a connection. A [Protocol] is what a program makes of one; this one sends
// everything back:
//
//	type echo struct{ protocol.Transport }
//
//	func (e *echo) ConnectionMade(t protocol.Transport) { e.Transport = t }
//	func (e *echo) DataReceived(data []byte)            { e.Write(data) }
//	func (e *echo) ConnectionLost(reason error)         {}
//
// A [Factory] makes a protocol for each connection. Receivers are protocols that cut bytes into
// messages for a handler.
//
// The one rule: all of it happens on the goroutine of the loop that reads and writes. It calls one
// method at a time, so no method may block, and none needs a lock. Nothing here depends on sockets
// or on the loop: a test may be both.
package protocol

import (
	"io"
	"net/netip"
)

// A Transport is a connection as its protocol sees it. No method blocks or calls a method of the
// protocol.
//
// A connection ends by LoseConnection or Abort, when the other end leaves, or when it breaks. The
// protocol's ConnectionLost follows. From then on, and from LoseConnection on, Write fails and the
// other methods do nothing.
type Transport interface {
	// Write sends p, all of it: the transport copies what it cannot send at once, so the caller
	// may change p. It keeps any amount; a [Producer] writes what there is room for.
	//
	// An error is net.ErrClosed, with nothing taken: the connection is closing, broken or gone,
	// or CloseWrite was called. ConnectionLost reports other errors, once all that the other end
	// had sent before is received.
	io.Writer

	// CloseWrite tells the other end that there will be no more, after all that was written.
	// Reading goes on.
	CloseWrite()

	// LoseConnection closes the connection after all that was written. Nothing more is received.
	// ConnectionLost follows when the other end has finished too, or two seconds after the last
	// byte was sent: closing while the other end talks may destroy what it has yet to read.
	LoseConnection()

	// Abort closes the connection at once. What is unsent is lost; the other end receives a reset.
	Abort()

	// The transport is the producer of what it receives: PauseProducing stops reading, so that
	// at last the other end has to stop writing, and ResumeProducing goes on. A transport that
	// does not read does not notice that the other end has left. StopProducing is LoseConnection.
	Producer

	// RegisterProducer makes p the source of what will be written. A streaming producer writes
	// until the transport pauses it, from inside of Write or RegisterProducer, because more than
	// 64 KiB wait to be sent; it is resumed when 16 KiB or less are left. Any other writes one
	// piece each time it is resumed, which is soon, and then whenever nothing waits.
	//
	// As long as there is a producer, LoseConnection and CloseWrite wait for it, and it can go on
	// writing. If the connection is lost first, or the other end leaves, p.StopProducing is called
	// before ConnectionLost; if it is closing or gone already, at once. A second producer panics.
	RegisterProducer(p Producer, streaming bool)

	// UnregisterProducer says that the producer has written all it had.
	UnregisterProducer()

	// LocalAddr and RemoteAddr return the addresses of the two ends while there is a connection.
	LocalAddr() netip.AddrPort
	RemoteAddr() netip.AddrPort
}

// A Producer makes bytes, and writes them to somewhere that may fill up faster than it empties.
type Producer interface {
	PauseProducing()  // stop writing until ResumeProducing
	ResumeProducing() // go on
	StopProducing()   // stop writing for good
}

// A Protocol is what a program makes of one connection. The loop calls its methods, one at a time. If
// one panics, the connection is aborted. A protocol that is a [fmt.Stringer] goes by that name in
// logs and traces: "poem 1".
type Protocol interface {
	// ConnectionMade comes first: t is the connection.
	ConnectionMade(t Transport)

	// DataReceived is given what has come: at least one byte, cut off anywhere, whatever the other
	// end passed to one Write. The bytes are valid until DataReceived returns: copy what you keep.
	DataReceived(data []byte)

	// ConnectionLost comes last, once. The reason is io.EOF if the other end closed the
	// connection, net.ErrClosed if we did, or what broke it.
	ConnectionLost(reason error)
}

// A HalfCloser is a protocol that goes on when the other end has finished writing. For others the loop
// closes the connection then, after it has sent what is unsent.
type HalfCloser interface {
	// ReadConnectionLost is called after the last DataReceived, at most once, unless we have
	// finished too: the connection ends when both ends have.
	ReadConnectionLost()
}
