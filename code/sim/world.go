package sim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sync"
	"time"

	"slowpoetry/code/socket"
)

// ErrDeadlock is what Wait of a [World]'s poller returns instead of waiting for ever.
var ErrDeadlock = errors.New("nothing will ever happen")

// A World is a network and a clock in memory, for a program of one goroutine. It is a
// [socket.Stack], and makes the promises of one.
//
// The clock stands still while the program runs. It is the pollers that move it: Wait makes happen
// what is due, and when that leaves nothing to report, goes on at once to the time of the next
// thing that happens, or to its timeout. When nothing will ever happen, Wait returns [ErrDeadlock].
//
// What the network leaves to chance is drawn from one sequence of random numbers, which the seed
// determines: how long each segment takes, where a write is cut in two, whom a poller reports
// first. One seed, one interleaving; another seed, another one.
//
// Of a connection the world keeps no more than its buffers hold, and nothing when both ends are
// closed.
//
// A World belongs to the goroutine of its program; only Wake of its pollers may be called from
// others. When and whether they do is not in the seed, so a program that has others wake it is
// not the same each time.
type World struct {
	conditions Conditions
	random     *rand.Rand
	agenda     agenda
	now        time.Duration
	waits      int // that began at this time

	held int // how many have the clock stopped

	// interrupted says that the Wait under way has called a function that At was given.
	interrupted bool

	listeners []*worldListener
	sockets   map[route]*worldSocket // those that are open at one end at least
	troubles  map[netip.AddrPort]Trouble
	lastPort  uint16 // given out to who did not ask for one
}

// Conditions are what a network is like. The zero Conditions are a good one, where all that is
// sent arrives at once and in one piece.
type Conditions struct {
	// Seed determines all that is left to chance.
	Seed uint64

	// MinLatency and MaxLatency are how long a segment is under way, one way. It is drawn for each;
	// a segment never overtakes another of its connection, though.
	MinLatency, MaxLatency time.Duration

	// Segment is how many bytes travel together at most. 0 is no limit.
	Segment int

	// Split is the probability, from 0 to 1, that a segment is cut in two, and that the second
	// part is, and so on.
	Split float64

	// Merge is the probability that a segment arrives together with the one ahead of it, which is
	// held up for that, if it is still under way.
	Merge float64

	// SendBuffer is how many bytes a socket takes to write beyond those that the other end has room
	// for, and ReceiveBuffer is the room there. 0 is 64 KiB. Those of a kernel grow to megabytes.
	SendBuffer, ReceiveBuffer int

	// Backlog is how many connections wait for Accept at most. To those for which there is no room
	// nothing is answered, so they are asked for again later. 0 is 4096.
	Backlog int

	// Spurious is the probability that Read, Write or Accept of a source that is ready returns
	// ErrWouldBlock all the same.
	Spurious float64

	// Purge says that a reset takes away what has arrived and was not read, as it does on Windows
	// and the BSDs. On Linux that may still be read.
	Purge bool

	// Trouble is what goes wrong at addresses for which [World.MakeTrouble] has said nothing.
	Trouble Trouble

	// Outside says that other goroutines wake the program. When nothing will ever happen in
	// the world, Wait then does wait, in real time, for Wake, where it would return ErrDeadlock.
	Outside bool
}

// route leads from one end of a connection to the other.
type route struct{ from, to netip.AddrPort }

// NewWorld returns a world in which nobody listens and the clock reads zero.
func NewWorld(c Conditions) *World {
	if c.SendBuffer <= 0 {
		c.SendBuffer = 64 << 10
	}
	if c.ReceiveBuffer <= 0 {
		c.ReceiveBuffer = 64 << 10
	}
	if c.Backlog <= 0 {
		c.Backlog = 4096
	}
	return &World{
		conditions: c,
		random:     rand.New(rand.NewPCG(c.Seed, 0)),
		sockets:    make(map[route]*worldSocket),
		troubles:   make(map[netip.AddrPort]Trouble),
	}
}

// Name is "simulated".
func (*World) Name() string { return "simulated" }

// Now returns the time since the world began.
func (w *World) Now() time.Duration { return w.now }

// At has f called when the clock reads t, or by the next Wait if it does already: a hook for tests,
// to have things go wrong, or right again. It is Wait that calls f, and then returns as after Wake,
// for f may have changed what the program waits for. It may do anything but Wait.
func (w *World) At(t time.Duration, f func()) {
	w.agenda.enter(max(t, w.now), func() {
		w.interrupted = true
		f()
	})
}

// Hold stops the clock until release is called, the first time. It is for a program that has another
// goroutine do something, which here is to take no time: while the clock stands, Wait reports what
// is ready, but then waits, in real time, for Wake. Both Hold and release belong to the program's
// goroutine.
func (w *World) Hold() (release func()) {
	w.held++
	var once sync.Once
	return func() { once.Do(func() { w.held-- }) }
}

// after has f called when d has passed.
func (w *World) after(d time.Duration, f func()) { w.agenda.enter(w.later(d), f) }

// later returns the time in d from now, or the end of time if that is sooner.
func (w *World) later(d time.Duration) time.Duration {
	if t := w.now + d; t >= w.now {
		return t
	}
	return 1<<63 - 1
}

// catchUp makes happen all that is due, and reports whether that should interrupt a Wait.
func (w *World) catchUp() bool {
	w.interrupted = false
	for {
		at, ok := w.agenda.next()
		if !ok || at > w.now {
			return w.interrupted
		}
		w.agenda.take()()
	}
}

// hurry is how often a program may Wait at one and the same time. After that each Wait takes a
// microsecond, so that a program that never rests does not stop the clock.
const hurry = 100

// hasten notes that a Wait begins.
func (w *World) hasten() {
	if w.waits++; w.waits > hurry && w.held == 0 {
		w.now = w.later(time.Microsecond)
	}
}

// advance moves the clock to t.
func (w *World) advance(t time.Duration) {
	if t > w.now {
		w.now, w.waits = t, 0
	}
}

// chance reports whether what has probability p happens.
func (w *World) chance(p float64) bool { return p > 0 && w.random.Float64() < p }

// latency draws how long a segment will be under way.
func (w *World) latency() time.Duration {
	least, most := w.conditions.MinLatency, w.conditions.MaxLatency
	if most <= least {
		return least
	}
	return least + time.Duration(w.random.Int64N(int64(most-least)+1))
}

// Listen takes connections at address, as [socket.Stack] has it. A world is one machine that has all
// addresses.
func (w *World) Listen(address string) (socket.Listener, error) {
	at, err := socket.ParseListen(address)
	if err == nil && at.Port() == 0 {
		at, err = w.unusedPort(at.Addr(), netip.AddrPort{})
	}
	if err == nil && w.taken(at) {
		err = errInUse
	}
	if err != nil {
		return nil, fmt.Errorf("listen %s: %w", address, err)
	}
	l := &worldListener{at: at}
	l.world, l.source = w, l
	w.listeners = append(w.listeners, l)
	return l, nil
}

// Connect starts to connect to address, as [socket.Stack] has it. Asking takes one latency and the
// answer another. Where nobody answers it asks again, after 1, 2, 4 seconds and so on, and gives up
// after 127, as Linux does.
func (w *World) Connect(address string) (socket.Socket, error) {
	remote, err := socket.ParseConnect(address)
	var local netip.AddrPort
	switch {
	case err != nil:
	case w.noFiles():
		err = errTooMany
	case w.chance(w.troubleAt(remote).Unreachable):
		err = errUnreachable
	default:
		local, err = w.unusedPort(from(remote.Addr()), remote)
	}
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	s := newWorldSocket(w, local, remote, newPipe(w), newPipe(w))
	s.knock(0)
	return s, nil
}

// from returns the address from which a machine connects to an address of its own.
func from(remote netip.Addr) netip.Addr {
	if remote.Is4() && remote.IsLoopback() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return remote
}

// NewPoller returns a poller with nothing in it. A world may have several, but waits for one at a
// time: time passes for all.
func (w *World) NewPoller() (socket.Poller, error) {
	if w.noFiles() {
		return nil, fmt.Errorf("poller: %w", errTooMany)
	}
	return &worldPoller{world: w, bell: make(chan struct{}, 1)}, nil
}

// noFiles reports whether there are no descriptors for more than is open.
func (w *World) noFiles() bool { return w.troubleAt(netip.AddrPort{}).NoFiles }

// listenerAt returns who takes connections to an address, or nil.
func (w *World) listenerAt(to netip.AddrPort) *worldListener {
	for _, l := range w.listeners {
		if l.at == to || l.at.Port() == to.Port() && covers(l.at.Addr(), to.Addr()) {
			return l
		}
	}
	return nil
}

// taken reports whether a listener's address overlaps with this one.
func (w *World) taken(at netip.AddrPort) bool {
	return slices.ContainsFunc(w.listeners, func(l *worldListener) bool {
		one, other := l.at.Addr(), at.Addr()
		return l.at.Port() == at.Port() && (one == other || covers(one, other) || covers(other, one))
	})
}

// covers reports whether a is [::], or 0.0.0.0 and b of IPv4.
func covers(a, b netip.Addr) bool {
	return a == netip.IPv6Unspecified() || a == netip.IPv4Unspecified() && b.Is4()
}

// unusedPort returns the host's next port that nobody listens on, nor connects from to remote.
func (w *World) unusedPort(host netip.Addr, remote netip.AddrPort) (netip.AddrPort, error) {
	for range finalPort - firstPort + 1 {
		if w.lastPort < firstPort || w.lastPort == finalPort {
			w.lastPort = firstPort
		} else {
			w.lastPort++
		}
		at := netip.AddrPortFrom(host, w.lastPort)
		if !w.taken(at) && w.sockets[route{at, remote}] == nil {
			return at, nil
		}
	}
	return netip.AddrPort{}, errNoPort
}

// The ports that are given out are those that the standards reserve for it.
const (
	firstPort = 49152
	finalPort = 65535
)
