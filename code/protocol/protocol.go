// Package protocol has the interfaces between those who move bytes and those who know what the
// bytes mean.
//
// A [Transport] is a connection: it can be written to, and closed. A [Protocol] is what a program
// makes of one connection: it is told when the connection stands, what has come, and why there
// is no more. Here is one that sends everything back:
//
//	type echo struct{ protocol.Transport }
//
//	func (e *echo) ConnectionMade(t protocol.Transport) { e.Transport = t }
//	func (e *echo) DataReceived(data []byte)            { e.Write(data) }
//	func (e *echo) ConnectionLost(reason error)         {}
//
// A [Factory] makes a protocol for each connection, and is the place for what all of them share. A
// [LineReceiver] is a protocol that knows what a line is, and leaves to a handler what it means.
//
// The one rule: all of this happens on one goroutine, that of the loop which reads and writes.
// It calls one method at a time, waits until that returns, and does nothing else meanwhile; so no
// method of a protocol may block, and none needs a lock.
//
// Nothing here knows of sockets, or of the loop: a test hands a protocol a transport of its own,
// and calls its methods itself.
package protocol

import (
	"io"
	"net/netip"
)

// A Transport is a connection as its protocol sees it. No method blocks, and none calls a method
// of the protocol before it returns.
//
// It ends in one of three ways: by LoseConnection or Abort, by the other end's leaving, or by a
// break. Each of them leads to the protocol's ConnectionLost. From then on, and already from
// LoseConnection on, Write fails and everything else does nothing.
type Transport interface {
	//listing:write

	// Write sends p. It takes all of it: what the connection has no room for is kept, in a
	// copy, and sent when there is room, so the caller may change p at once. There is no limit to
	// what is kept. Who has much to write waits for room as a [Producer] does.
	//
	// An error is net.ErrClosed, with nothing taken: the connection is closing or gone, or
	// CloseWrite was called. All other trouble is ConnectionLost's to report.
	io.Writer

	// CloseWrite tells the other end that there will be no more, after all that was written.
	// Reading goes on.
	CloseWrite()

	// LoseConnection closes the connection after all that was written. Nothing more is received.
	// ConnectionLost follows when the other end has finished too, or two seconds after the last
	// byte was sent: to close while the other end is still talking may destroy what it has yet to
	// read.
	LoseConnection()

	// Abort closes the connection at once. What is unsent is lost, and the other end is told of
	// a reset.
	Abort()

	//listing:end

	// The transport is the producer of what it receives: PauseProducing stops reading, so that
	// in the end the other end has to stop writing, and ResumeProducing goes on. A transport
	// that does not read does not notice that the other end has left. StopProducing is
	// LoseConnection.
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

	// SetWaterMarks says what too much is, in bytes: with more than high waiting to be sent the
	// producer is paused, with low or less it is resumed. They are 16 KiB and 64 KiB unless
	// somebody knows better. It panics unless 0 <= low <= high.
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
	StopProducing()   // nobody wants any more, ever
}

// A Protocol is what a program makes of one connection. Its methods are called by the loop, one at
// a time. If one of them panics, the connection is aborted.
//
// A protocol that is also a [fmt.Stringer] goes by that name in logs and traces: "poem 1".
type Protocol interface {
	// ConnectionMade comes first: the connection stands, and t is it.
	ConnectionMade(t Transport)

	// DataReceived has what has come: at least one byte, cut off anywhere. Where the other end's
	// writes began and ended, nobody knows. The bytes are the loop's, and stay what they are until
	// DataReceived returns: copy what you keep.
	DataReceived(data []byte)

	// ConnectionLost comes last, and once. The reason is io.EOF if the other end closed the
	// connection, net.ErrClosed if we did, or else what broke it; never nil.
	ConnectionLost(reason error)
}

// A HalfCloser is a protocol that goes on when the other end has said all it had to say, and still
// listens. Without this method a connection is closed then, after what is unsent.
type HalfCloser interface {
	// ReadConnectionLost is called after the last DataReceived, at most once. The connection
	// lasts until LoseConnection.
	ReadConnectionLost()
}
