package sim

import (
	"net/netip"
	"time"
)

// Trouble is what goes wrong with connections to an address. The zero Trouble is none.
//
// Probabilities go from 0, never, to 1, always.
type Trouble struct {
	// Refuse is the probability that a connection is refused, though somebody listens.
	Refuse float64

	// Ignore is the probability that nobody answers who asks for a connection. He asks again: with
	// 1 the connection fails, after 127 seconds. It does not matter whether somebody listens.
	Ignore float64

	// Break is the probability, for each segment of data either way, that instead of bringing it
	// the network breaks the connection.
	Break float64

	// NoFiles has Accept fail: too many open files.
	NoFiles bool
}

// MakeTrouble has things go wrong, from now on, with connections to an address and with the listener
// there. The zero Trouble ends it. To have it come and go, call it from [World.At].
func (w *World) MakeTrouble(address netip.AddrPort, t Trouble) { w.troubles[address] = t }

func (w *World) troubleAt(address netip.AddrPort) Trouble {
	if t, ok := w.troubles[address]; ok {
		return t
	}
	return w.conditions.Trouble
}

// Break resets the connection between two addresses, given in either order. What is under way is
// lost, what has arrived may be read, and then both ends hear that the other one reset the
// connection. Break reports whether there was a connection; it may have been an unfinished one.
func (w *World) Break(one, other netip.AddrPort) bool {
	s := w.sockets[route{one, other}]
	if s == nil || s.peer() == nil {
		return false
	}
	s.peer().lose()
	s.lose()
	return true
}

// Stall holds up all that the end of a connection at the address from sends to the one at the
// address to: it arrives when d has passed, or later if it would have anyhow. The other direction
// goes on. Stall reports whether there was a connection; it may have been an unfinished one.
func (w *World) Stall(from, to netip.AddrPort, d time.Duration) bool {
	s := w.sockets[route{from, to}]
	if s == nil {
		return false
	}
	s.out.stalled = w.later(d)
	return true
}
