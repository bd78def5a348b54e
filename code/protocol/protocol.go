// Package protocol has the interfaces between what moves bytes and what knows their meaning.
//
// A [Transport] is a connection: a program can write to it and close it. A [Protocol] is what the
// program makes of one connection: the loop tells it when the connection is made, what has come,
// and why there is no more. This one sends everything back:
//
//	type echo struct{ protocol.Transport }
//
//	func (e *echo) ConnectionMade(t protocol.Transport) { e.Transport = t }
//	func (e *echo) DataReceived(data []byte)            { e.Write(data) }
//	func (e *echo) ConnectionLost(reason error)         {}
//
// A [Factory] makes a protocol for each connection, and holds what all of them share. A
// [LineReceiver] is a protocol that cuts bytes into lines and leaves their meaning to a handler.
//
// The one rule: all of this happens on one goroutine, that of the loop which reads and writes. It
// calls one method at a time and does nothing else until that returns. So no method of a protocol
// may block, and none needs a lock.
//
// Nothing here depends on sockets or on the loop: a test hands a protocol a transport of its own
// and calls its methods itself.
package protocol

import (
	"io"
	"net/netip"
)

// A Transport is a connection as its protocol sees it. No method blocks, and none calls a method
// of the protocol before it returns.
//
// A connection ends in one of three ways: by LoseConnection or Abort, by the other end's leaving, or
// by a break. Each of them leads to the protocol's ConnectionLost. From then on, and already from
// LoseConnection on, Write fails and everything else does nothing.
type Transport interface {
	//listing:write

	// Write sends p. It takes all of it: the transport copies what it has no room for and sends
	// that later, so the caller may change p at once. There is no limit to what it keeps; a
	// [Producer] writes only as much as there is room for.
	//
	// An error is net.ErrClosed, with nothing taken: the connection is closing, broken or gone,
	// or CloseWrite was called. ConnectionLost reports all other errors, once everything that
	// the other end had sent before is received.
	io.Writer

	// CloseWrite tells the other end that there will be no more, after all that was written.
	// Reading goes on.
	CloseWrite()

	// LoseConnection closes the connection after all that was written. Nothing more is received.
	// ConnectionLost follows when the other end has finished too, or two seconds after the last
	// byte was sent: to close while the other end is still talking may destroy what it has yet to
	// read.
	LoseConnection()

	// Abort closes the connection at once. What is unsent is lost, and the other end receives a
	// reset.
	Abort()

	//listing:end

	// The transport is the producer of what it receives: PauseProducing stops reading, so that
	// at last the other end has to stop writing, and ResumeProducing goes on. A transport that
	// does not read does not notice that the other end has left. StopProducing is LoseConnection.
	Producer

	// RegisterProducer makes p the source of what will be written. When too much waits to be sent,
	// the transport pauses p, from inside of Write, and it resumes p when most of that is out. A
	// producer that is streaming goes on by itself until it is paused. One that is not writes
	// one piece a ResumeProducing, and is resumed whenever nothing waits to be sent, for the first
	// time soon. As long as there is a producer, LoseConnection and CloseWrite wait for it, and it
	// can go on writing. If the connection is lost first, p's StopProducing is called, and then
	// ConnectionLost.
	//
	// There is one producer at a time: registering a second one panics. On a connection that
	// is closing or gone, p's StopProducing is called at once.
	RegisterProducer(p Producer, streaming bool)

	// UnregisterProducer says that the producer has written all it had.
	UnregisterProducer()

	// SetWaterMarks sets what too much is, in bytes: with more than high waiting to be sent the
	// transport pauses the producer, with low or less it resumes it. The defaults are 16 KiB and
	// 64 KiB. It panics unless 0 <= low <= high.
	SetWaterMarks(low, high int)

	// LocalAddr is the address of this end, as long as there is a connection, and RemoteAddr
	// that of the other.
	LocalAddr() netip.AddrPort
	RemoteAddr() netip.AddrPort
}

// A Producer makes bytes, and writes them to somewhere that may fill up faster than it empties.
type Producer interface {
	PauseProducing()  // stop writing until ResumeProducing
	ResumeProducing() // go on
	StopProducing()   // stop writing for good
}

// A Protocol is what a program makes of one connection. Its methods are called by the loop, one at
// a time. If one of them panics, the connection is aborted.
//
// A protocol that is also a [fmt.Stringer] goes by that name in logs and traces: "poem 1".
type Protocol interface {
	// ConnectionMade comes first: t is the connection.
	ConnectionMade(t Transport)

	// DataReceived is given what has come: at least one byte, cut off anywhere. It need not be
	// what the other end passed to one Write. The bytes belong to the loop and are valid until
	// DataReceived returns: copy what you keep.
	DataReceived(data []byte)

	// ConnectionLost comes last, once. The reason is io.EOF if the other end closed the
	// connection, net.ErrClosed if we did, or what broke it. It is never nil.
	ConnectionLost(reason error)
}

// A HalfCloser is a protocol that goes on when the other end has finished writing and still reads.
// Without this method the loop closes the connection then, after it has sent what is unsent.
type HalfCloser interface {
	// ReadConnectionLost is called after the last DataReceived, at most once. The connection
	// lasts until LoseConnection.
	ReadConnectionLost()
}
