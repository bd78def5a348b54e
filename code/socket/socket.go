// Package socket gives a program TCP sockets that never make it wait, and one call that waits
// for all of them at once.
//
// Reading from a [Socket] that has nothing to read returns [ErrWouldBlock] on the spot, and so
// does writing to one that is full, and accepting from a [Listener] that nobody called. A
// [Poller] knows which of them would not: its Wait is the only place where the program rests.
// Around it goes a loop, as in the example of the package.
//
// [System] is the machine's own: epoll on Linux, kqueue on macOS and the BSDs. Elsewhere, which
// is Windows and the page, it is [Portable], which makes the same promises with goroutines over
// any network that has Listen and Dial, one in memory included.
//
// The one rule: a poller, and the sockets and listeners in it, belong to one goroutine. Only
// [Poller.Wake] may be called from another.
package socket

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

// ErrWouldBlock says that a call has done what it could for now, which may be nothing. A [Poller]
// tells when to try again.
var ErrWouldBlock = errors.New("would block")

// A Stack makes sockets, and pollers that can wait for them. It may be used from any goroutine.
type Stack interface {
	// Name says how the pollers wait: "epoll", "kqueue" or "portable".
	Name() string

	// Listen takes connections at address, HOST:PORT. The host is an IP address, with a zone if it
	// needs one, or localhost, which is 127.0.0.1. A name is an error: nothing is looked up, since
	// that may block. Without a host, or with [::], these are connections from anywhere, over
	// IPv4 and IPv6 alike, as far as the machine has both. The port is a decimal number; 0 stands
	// for one that is free, and the listener's LocalAddr returns which.
	Listen(address string) (Listener, error)

	// Connect starts to connect to address, HOST:PORT, and returns while that goes on. When the
	// connection is made, the socket is ready for writing; when it fails, the socket is ready for
	// reading too, and [Socket.ConnectError] returns why. What is known at once to be impossible
	// is returned at once.
	//
	// The address is written as for Listen. Without a host it is 127.0.0.1.
	Connect(address string) (Socket, error)

	// NewPoller returns a poller with nothing in it.
	NewPoller() (Poller, error)
}

// A Source is what a poller can watch: a [Listener] or a [Socket], made by the stack that made the
// poller. After Close all methods of a source that return an error return [net.ErrClosed].
type Source interface {
	// LocalAddr returns this end's address, or the zero AddrPort if it has none: it may have none
	// yet, and has none after Close.
	LocalAddr() netip.AddrPort

	// Close ends it, and takes it out of its poller. It does not block: what a socket has been
	// given to write is still sent, after Close, by whoever is in charge of that. But whoever
	// hangs up with something left to read may reset the connection, and then it is not.
	Close() error
}

// A Listener takes connections. It is ready for reading when one has come.
type Listener interface {
	Source

	// Accept returns the connection that has waited longest, or ErrWouldBlock. After another
	// error the listener stays good, since its reason may pass. When too many files are open,
	// the system's own stack hangs up on all who wait before it returns the error, and so does
	// a simulated one: they learn at once that there is no room for them.
	Accept() (Socket, error)
}

// A Socket is one end of a TCP connection, which may not have come about yet. Until it has,
// Read and Write return ErrWouldBlock; if it fails, they return why. A connection whose other end
// has vanished without a word breaks after two and a half minutes of silence.
type Socket interface {
	Source

	// RemoteAddr is the other end's address, connected or not.
	RemoteAddr() netip.AddrPort

	//listing:connect

	// ConnectError tells how connecting went: nil when the connection stands, ErrWouldBlock
	// while it is being made, else why there is none. A socket from Accept is connected.
	ConnectError() error

	//listing:end

	//listing:read

	// Read reads at least one byte and at most len(p), or returns 0 and an error: ErrWouldBlock,
	// io.EOF when the other end has said all it had to say, or what broke the connection.
	// The end and a break both last: the socket stays ready for reading, so it is time to stop
	// watching.
	Read(p []byte) (int, error)

	//listing:end

	//listing:write

	// Write takes as many bytes of p as there is room for. When that is not all of them it
	// returns how many it took, with ErrWouldBlock. Taken is not delivered: a connection may
	// break later. The caller may change p as soon as Write returns.
	Write(p []byte) (int, error)

	// CloseWrite tells the other end that nothing more will be written, after all that was.
	// Reading goes on. Before the connection is made it does nothing, and returns what
	// ConnectError does. When the connection is broken it returns ENOTCONN.
	CloseWrite() error

	//listing:end

	// Abort closes at once: what was given to write and is unsent is lost, and the other end hears
	// of it as a reset, not as the end.
	Abort() error
}

//listing:event

// An Interest is a set of things to wait for.
type Interest uint8

const (
	Readable Interest = 1 << iota // Read, or Accept, would not return ErrWouldBlock
	Writable                      // Write would not return ErrWouldBlock
)

// An Event says that a source is ready.
type Event struct {
	Source Source
	Owner  any      // what Add was given with the source
	Ready  Interest // for what, out of what it is watched for
}

//listing:end

// A Poller waits for many sources at once. It is level-triggered: what is ready and not attended
// to is reported again by the next Wait.
//
// The cost of a Wait grows with the number of sources that are ready, not of those that are
// watched. Of the machine's own pollers, nothing here allocates memory but for growing tables, and
// neither do Read and Write.
type Poller interface {
	//listing:set

	// Add watches a source, which must not be in any poller. The owner is handed back in each
	// Event of the source, and else of no interest to the poller: nil will do.
	Add(s Source, interest Interest, owner any) error

	// Modify changes what a source is watched for. It may be nothing, for a while: an interest
	// of 0 keeps the source and its owner, and reports nothing, not even errors.
	Modify(s Source, interest Interest) error

	// Delete stops watching a source, which stays open.
	Delete(s Source) error

	//listing:end

	//listing:wait

	// Wait blocks until a source is ready, and fills in events, one for a source, for as many
	// sources as are ready and have room. It returns their number, which is 0 only when Wake was
	// called or the timeout has passed, all of it. A negative timeout never passes, and with 0
	// Wait does not block. Signals do not end a Wait.
	//
	// An event is true at the time Wait returns. Dealing with one may delete or close a source
	// that a later one names, and that one still comes. Reading from a source that is closed
	// returns net.ErrClosed, which does no harm.
	Wait(events []Event, timeout time.Duration) (int, error)

	//listing:end

	//listing:wake

	// Wake makes the Wait under way return, or else the next one. Any goroutine may call it at
	// any time, even after Close. Several calls before the Wait returns count as one.
	Wake() error

	//listing:end

	// Close forgets all sources, which stay open, and frees what the poller holds.
	Close() error
}

// A Network makes and takes connections that block: [Blocking], or one in memory. Its methods are
// those of [net.ListenConfig] and [net.Dialer], and mean the same. Both may block, both stop when
// ctx is done, and the caller owns what they return.
type Network interface {
	Listen(ctx context.Context, network, address string) (net.Listener, error)
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Blocking is the network of this machine as package net has it.
var Blocking Network = &struct {
	net.ListenConfig
	net.Dialer
}{}

// Over returns what makes sockets of network: System if that is this machine's, which is Blocking,
// and else Portable.
func Over(network Network) Stack {
	if network == Blocking {
		return System
	}
	return Portable(network)
}

// What a [Poller] says to a caller who has lost count.
var (
	ErrForeign   = errors.New("source of another stack")
	ErrWatched   = errors.New("source is in a poller already")
	ErrUnwatched = errors.New("source is not in this poller")
	ErrNoEvents  = errors.New("wait: no room for events")
)
