package sim

import (
	"net/netip"
	"time"
)

// Conditions are what a network is like. The zero Conditions are a good one, where all that is
// sent arrives at once and in one piece. Probabilities go from 0, never, to 1, always.
type Conditions struct {
	// Seed determines all that is left to chance.
	Seed uint64

	// MinLatency and MaxLatency limit how long a segment is under way, which is drawn for each.
	// Still, segments of a connection never overtake each other.
	MinLatency, MaxLatency time.Duration

	// Segment is how many bytes travel together at most. 0 is no limit.
	Segment int

	// Split is the probability that a segment is cut in two, and the second part again, and so on.
	Split float64

	// Merge is the probability that a segment arrives together with the one ahead of it, which is
	// held up for that, if it is still under way.
	Merge float64

	// SendBuffer is how many bytes a socket takes to write beyond those that the other end has
	// room for, and ReceiveBuffer is the room there. 0 is 64 KiB. Those of a kernel grow to
	// megabytes.
	SendBuffer, ReceiveBuffer int

	// Spurious is the probability that Read, Write or Accept of a source that is ready returns
	// ErrWouldBlock all the same.
	Spurious float64

	// Purge says that a reset takes away what has arrived and was not read, as on Windows and the
	// BSDs. On Linux that may still be read.
	Purge bool

	// Trouble is what goes wrong at addresses for which [World.MakeTrouble] has said nothing.
	Trouble Trouble

	// Outside says that other goroutines wake the program. When nothing will ever happen in the
	// world, Wait then blocks, in real time, until Wake, and does not return ErrDeadlock.
	Outside bool
}

// Trouble is what goes wrong with connections to an address. The zero Trouble is none.
type Trouble struct {
	// Refuse is the probability that a connection is refused, though somebody listens.
	Refuse float64

	// Ignore is the probability that a request for a connection stays without an answer. It is
	// repeated: with 1 the connection fails, after 127 seconds, though somebody listens.
	Ignore float64

	// Break is the probability, for each segment of data either way, that instead of bringing it
	// the network breaks the connection.
	Break float64

	// NoFiles has Accept hang up on all who wait, and fail: too many open files. At the zero
	// address, and as the Trouble of the Conditions, it has Connect and NewPoller fail, too.
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

// noFiles reports whether there are no descriptors for more than is open.
func (w *World) noFiles() bool { return w.troubleAt(netip.AddrPort{}).NoFiles }
