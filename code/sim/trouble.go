package sim

import "net/netip"

// Trouble is what goes wrong with connections to an address. The zero Trouble is none.
//
// Probabilities go from 0, never, to 1, always.
type Trouble struct {
	// Refuse is the probability that a connection is refused, though somebody listens.
	Refuse float64

	// Ignore is the probability that a request for a connection stays without an answer. It is
	// repeated: with 1 the connection fails, after 127 seconds, though somebody listens.
	Ignore float64

	// Unreachable is the probability that Connect fails at once, since no way leads to the network.
	Unreachable float64

	// Break is the probability, for each segment of data either way, that instead of bringing it
	// the network breaks the connection.
	Break float64

	// NoFiles has Accept hang up on all who wait, and fail: too many open files. At the zero address,
	// and as the Trouble of the Conditions, it has Connect and NewPoller fail, too.
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

// breakOff resets the connection. What is under way is lost, what has arrived may be read, and then
// both ends hear that the other one reset the connection.
func (s *worldSocket) breakOff() {
	s.out.to.lose()
	s.lose()
}
