package sim

import "time"

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
