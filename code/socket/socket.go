// Package socket provides TCP sockets that never block, and pollers that wait for all of them at
// once.
//
// Read, Write and Accept return [ErrWouldBlock] where those of package net would block. A [Poller]
// knows which of them would not: its Wait is the only call that blocks. Around it goes a loop, as
// in the example of the package.
//
// [System] uses epoll on Linux, and kqueue on macOS and the BSDs. On other systems it is
// [Portable], which makes the same promises with goroutines, over any network.
//
// A poller, and the sockets and listeners in it, belong to one goroutine. Only [Poller.Wake] may
// be called from another.
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
	// needs one, or localhost, which is 127.0.0.1; any other name is an error, since looking it up
	// may block. Without a host, or with [::], Listen takes connections to any address of the
	// machine, over IPv4 and IPv6. The port is a decimal number; with 0 the system picks a free
	// one, which the listener's LocalAddr returns.
	Listen(address string) (Listener, error)

	// Connect starts to connect to address, written as for Listen, and returns while that goes on.
	// Without a host it connects to 127.0.0.1. When the connection is made, the socket is ready
	// for writing; when it fails, the socket is ready for reading too, and [Socket.ConnectError]
	// returns why. A failure that is known at once is returned at once.
	Connect(address string) (Socket, error)

	// NewPoller returns a poller with nothing in it.
	NewPoller() (Poller, error)
}

// A Source is what a poller can watch: a [Listener] or a [Socket], made by the stack that made the
// poller. After Close, all methods that return an error return [net.ErrClosed].
type Source interface {
	// LocalAddr returns this end's address, or the zero AddrPort before it has one and after Close.
	LocalAddr() netip.AddrPort

	// Close takes the source out of its poller and closes it, without blocking. What a socket has
	// taken to write is still sent, unless something was left to read: then the connection may be
	// reset.
	Close() error
}

// A Listener takes connections. It is ready for reading when one has come.
type Listener interface {
	Source

	// Accept returns the connection that has waited longest, or ErrWouldBlock. After another
	// error the listener stays good, since its reason may pass. When too many files are open, the
	// system's own stack and a simulated one hang up on all who wait before they return the error.
	Accept() (Socket, error)
}

// A Socket is one end of a TCP connection, or of one that is being made: until it stands, Read and
// Write return ErrWouldBlock, and if it fails, they return why. A connection whose other end has
// vanished without a word breaks after two and a half minutes of silence.
type Socket interface {
	Source

	// RemoteAddr returns the other end's address, connected or not.
	RemoteAddr() netip.AddrPort

	// ConnectError returns nil when the connection stands, ErrWouldBlock while it is being made,
	// or why there is none.
	ConnectError() error

	//listing:read

	// Read reads at least one byte and at most len(p), or returns 0 and an error: ErrWouldBlock,
	// io.EOF when the other end has said all it had to say, or what broke the connection.
	// The end and a break both last: the socket stays ready for reading, so it is time to stop
	// watching.
	Read(p []byte) (int, error)

	//listing:end

	// Write takes as many bytes of p as there is room for. When that is not all of them it
	// returns how many it took, with ErrWouldBlock. Taken is not delivered: a connection may
	// break later. The caller may change p as soon as Write returns.
	Write(p []byte) (int, error)

	// CloseWrite tells the other end that nothing follows what was written. Reading goes on.
	// Before the connection is made it does nothing, and returns what ConnectError does. When the
	// connection is broken it returns ENOTCONN.
	CloseWrite() error

	// Abort resets the connection and closes the socket: what is unsent is lost, and the other end
	// reads an error, not the end.
	Abort() error
}

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

// A Poller waits for many sources at once. It is level-triggered: each Wait reports again what is
// ready and not attended to.
//
// The cost of a Wait grows with the number of sources that are ready, not of those that are
// watched. The pollers of [System], and Read and Write of its sockets, allocate no memory but for
// growing tables.
type Poller interface {
	// Add watches a source, which must not be in any poller. Each Event of the source has the
	// owner, for which the poller has no other use.
	Add(s Source, interest Interest, owner any) error

	// Modify changes what a source is watched for. With an interest of 0 the poller keeps the
	// source, and reports nothing of it, not even errors.
	Modify(s Source, interest Interest) error

	// Delete stops watching a source, which stays open.
	Delete(s Source) error

	// Wait blocks until a source is ready, and fills in events, one for each source, for as many
	// sources as are ready and have room. It returns their number, which is 0 only after Wake or
	// when the timeout has passed. A negative timeout never passes; with 0 Wait does not block.
	// Signals do not end a Wait.
	//
	// An event is true when Wait returns. Dealing with one may delete or close a source that a
	// later one names.
	Wait(events []Event, timeout time.Duration) (int, error)

	// Wake makes the Wait under way return, or the next one. Any goroutine may call it at any
	// time, even after Close. Several calls before Wait returns count as one.
	Wake() error

	// Close forgets all sources, which stay open, and frees what the poller holds.
	Close() error
}

// A Network makes and takes connections that block: [Blocking], or one in memory. Its methods are
// those of [net.ListenConfig] and [net.Dialer].
type Network interface {
	Listen(ctx context.Context, network, address string) (net.Listener, error)
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Blocking is the network of this machine as package net has it.
var Blocking Network = &struct {
	net.ListenConfig
	net.Dialer
}{}

// Over returns a stack that makes its connections on n: [System] for [Blocking], [Portable] for
// any other.
func Over(n Network) Stack {
	if n == Blocking {
		return System
	}
	return Portable(n)
}

// Errors of a [Poller] that is misused.
var (
	ErrForeign   = errors.New("source of another stack")
	ErrWatched   = errors.New("source is in a poller already")
	ErrUnwatched = errors.New("source is not in this poller")
	ErrNoEvents  = errors.New("wait: no room for events")
)
