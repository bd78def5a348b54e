package sim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
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
	l := &worldListener{source: source{world: w, local: at}}
	l.Init(w, l)
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

// noFiles reports whether there are no descriptors for more than is open.
func (w *World) noFiles() bool { return w.troubleAt(netip.AddrPort{}).NoFiles }
