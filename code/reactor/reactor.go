// Package reactor is the book's loop: one goroutine waits for many things, and calls a function for
// each that happens.
//
//	r, err := reactor.New(reactor.Config{})
//	…
//	r.CallLater(3*time.Second, func() { r.Stop() })
//	err = r.Run(ctx) // blocks until Stop, or until ctx is done
//
// A time comes ([Reactor.CallLater]), a socket is ready ([Reactor.AddReader], [Reactor.AddWriter]),
// or another goroutine wants a function called ([Reactor.CallFromGoroutine]). Most programs leave
// the sockets to [Reactor.ListenTCP] and [Reactor.ConnectTCP], and write protocols.
//
// The one rule: all of it runs on the goroutine of [Reactor.Run], one callback at a time. So no
// callback needs a lock, and none may block. A panic ends what the callback was called for, such as
// a connection; the reactor logs it and goes on.
package reactor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

var (
	ErrRunning    = errors.New("reactor is running")
	ErrNotRunning = errors.New("reactor is not running")
	ErrStopped    = errors.New("reactor stopped") // why a connection ends that outlives Run
)

// A Config says what a reactor works with. The zero Config is the machine.
type Config struct {
	// Stack makes the sockets and the poller: socket.System if nil.
	Stack socket.Stack

	// Now returns the time since some moment, on the clock of the stack's pollers, which never
	// goes back: the machine's if nil.
	Now func() time.Duration

	// Lookup finds the addresses of a host, on a goroutine of its own since it may block: the
	// machine's resolver if nil.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)

	Log   *slog.Logger    // receives what goes wrong: slog.Default() if nil
	Trace *trace.Recorder // records what runs and what waits, unless it is nil
}

// A Reactor is an event loop. Its methods, but for CallFromGoroutine, belong to the goroutine that
// calls Run.
type Reactor struct {
	stack  socket.Stack
	poller socket.Poller
	now    func() time.Duration
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	log    *slog.Logger
	tracer tracer

	state    state
	agenda   agenda        // what CallLater was asked for
	served   time.Duration // when the last of these was called
	later    []func()      // for the end of this turn, or the beginning of the next Run
	triggers [phases][]*Trigger
	renewed  []*Trigger // for the next Run
	holds    *int       // how many want the shutdown to wait

	watched map[socket.Source]*registration // those of AddReader and AddWriter
	all     registration                    // a ring of all that the poller watches
	events  [128]socket.Event
	buffer  [64 << 10]byte // for all connections to read into

	mu       sync.Mutex
	incoming []func() // from other goroutines, guarded by mu
	taken    []func() // the last ones, kept for their room
}

type state uint8

const (
	idle     state = iota // before Run and after it
	running               // until Stop
	stopping              // while nothing has been closed yet
	closing               // what is open, until Run returns
)

// New returns a reactor with nothing to do. It holds a poller until Close. An error is the system's,
// for lack of a descriptor perhaps.
func New(c Config) (*Reactor, error) {
	c.Stack = cmp.Or(c.Stack, socket.System)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		start := time.Now()
		c.Now = func() time.Duration { return time.Since(start) }
	}
	if c.Lookup == nil {
		c.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	poller, err := c.Stack.NewPoller()
	if err != nil {
		return nil, fmt.Errorf("reactor: %w", err)
	}
	r := &Reactor{stack: c.Stack, poller: poller, now: c.Now, lookup: c.Lookup, log: c.Log,
		tracer:  newTracer(c.Trace),
		watched: map[socket.Source]*registration{}, holds: new(int), served: -together}
	r.all.prev, r.all.next = &r.all, &r.all
	return r, nil
}

// Close frees the poller. Sockets that are still watched stay open. While the reactor runs, Close
// does nothing and returns ErrRunning.
func (r *Reactor) Close() error {
	if r.state != idle {
		return ErrRunning
	}
	return r.poller.Close()
}

// Running reports whether Run has begun and Stop has not been called.
func (r *Reactor) Running() bool { return r.state == running }

// Now returns the time since some fixed moment, on the clock that CallLater goes by.
func (r *Reactor) Now() time.Duration { return r.now() }

// Stack returns what makes the sockets that the reactor can watch.
func (r *Reactor) Stack() socket.Stack { return r.stack }
