package sim

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"slowpoetry/code/socket"
)

// ErrDeadlock is what Wait of a [World]'s poller returns instead of waiting for ever.
var ErrDeadlock = errors.New("nothing will ever happen")

// A World is a network and a clock in memory, for a program of one goroutine. It is a
// [socket.Stack], and makes the promises of one.
//
// The clock stands still while the program runs. Wait of a poller moves it: to the next thing that
// happens, and the next, until there is something to report, or to its timeout. When nothing will
// ever happen, Wait returns [ErrDeadlock].
//
// The seed determines all that is left to chance, such as how long each segment takes, where a
// write is cut in two, and which source a poller reports first. One seed is one interleaving.
//
// A World belongs to the goroutine of its program; only Wake of its pollers may be called from
// others. When they call it is not in the seed, so a program that others wake is not the same each
// time.
type World struct {
	conditions  Conditions
	random      *rand.Rand
	story       *story // nil where nobody keeps one
	agenda      agenda
	now         time.Duration
	waits       int  // that began at this time
	held        int  // how many have the clock stopped
	interrupted bool // the Wait under way has called a function that At was given

	listeners []*worldListener
	backlog   int                    // how many connections wait for Accept at most
	sockets   map[route]*worldSocket // those that are open at one end at least
	troubles  map[netip.AddrPort]Trouble
	lastPort  uint16 // given out to who did not ask for one
}

// route leads from one end of a connection to the other.
type route struct{ from, to netip.AddrPort }

// NewWorld returns a world in which nobody listens and the clock reads zero.
func NewWorld(c Conditions) *World {
	c.SendBuffer, c.ReceiveBuffer = cmp.Or(c.SendBuffer, 64<<10), cmp.Or(c.ReceiveBuffer, 64<<10)
	return &World{
		conditions: c,
		random:     rand.New(rand.NewPCG(c.Seed, 0)),
		backlog:    4096, // as on Linux
		sockets:    make(map[route]*worldSocket),
		troubles:   make(map[netip.AddrPort]Trouble),
	}
}

// Name is "simulated".
func (*World) Name() string { return "simulated" }

// latency draws how long a segment to or from a service will be under way.
func (w *World) latency(where netip.AddrPort) time.Duration {
	least, most := w.conditions.MinLatency, w.conditions.MaxLatency
	if most <= least {
		return least
	}
	return least + time.Duration(w.pick("late", where, int64(most-least)+1))
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
	if err == nil && w.noFiles() {
		err = errTooMany
	}
	var local netip.AddrPort
	if err == nil {
		local, err = w.unusedPort(from(remote.Addr()), remote)
	}
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	s := newWorldSocket(w, local, remote, newPipe(w), newPipe(w))
	s.knock(0)
	return s, nil
}
