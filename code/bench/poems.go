package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"slowpoetry/code/socket"
)

// A recital is what came of a turn of poems.
type recital struct {
	listeners int
	delivered float64       // of the pieces that were due, the part that was here in time to be counted
	p50, p99  time.Duration // how late: from when the server's schedule has a piece until we know of it
	cpu       float64       // of the server, a part of one processor
	memory    int           // of the server, resident, bytes for a listener
}

// A hall is full of listeners.
type hall struct {
	server *server
	poller socket.Poller
	seats  []*listener
	events []socket.Event
	buffer []byte
	from   time.Duration // pieces due from here on count
	late   []time.Duration

	// nap is for how long nobody listens after having heard something. With 100,000 pieces a
	// second, a server that had to wake us for each of them would be measured at waking us. The
	// price is that a piece may seem later than it was, by as much.
	nap time.Duration
}

// A listener hears one poem, piece by piece.
type listener struct {
	socket.Socket
	piece piece
	heard int // of the piece
}

// runPoems has a server recite to so many listeners, a piece every delay each, and measures for as
// long as span. The listeners come one by one, over a second or more, so that they are not
// all due at the same time.
func runPoems(s *server, listeners int, delay, span time.Duration) (recital, error) {
	if err := room(listeners); err != nil {
		return recital{}, err
	}
	h := &hall{server: s, events: make([]socket.Event, 1024), buffer: make([]byte, 64<<10), from: 1 << 62}
	if perSecond := float64(listeners) / delay.Seconds(); perSecond > 50_000 {
		h.nap = 250 * time.Microsecond
	}
	var err error
	if h.poller, err = socket.System.NewPoller(); err != nil {
		return recital{}, err
	}
	defer h.empty()
	if err := h.rehearse(); err != nil {
		return recital{}, err
	}
	alone, err := s.memory()
	if err != nil {
		return recital{}, err
	}
	if err := h.fill(listeners, max(time.Second, delay)); err != nil {
		return recital{}, err
	}
	if err := h.listen(now() + max(500*time.Millisecond, delay)); err != nil {
		return recital{}, err
	}
	busy, err := s.cpu()
	if err != nil {
		return recital{}, err
	}
	h.from = now()
	end := h.from + span
	if err := h.listen(end); err != nil {
		return recital{}, err
	}
	busier, err := s.cpu()
	if err != nil {
		return recital{}, err
	}
	full, err := s.memory()
	if err != nil {
		return recital{}, err
	}
	slices.Sort(h.late)
	r := recital{listeners: listeners, cpu: float64(busier-busy) / float64(span), memory: (full - alone) / listeners}
	r.delivered = float64(len(h.late)) / (float64(listeners) * float64(span) / float64(delay))
	if n := len(h.late); n > 0 {
		r.p50, r.p99 = h.late[n/2], h.late[n*99/100]
	}
	return r, nil
}

// rehearse lets a few listeners come and go, so that what the server needs for the first of them
// is not put down to the others.
func (h *hall) rehearse() error {
	if err := h.fill(50, 0); err != nil {
		return err
	}
	if err := h.listen(now() + 200*time.Millisecond); err != nil {
		return err
	}
	for _, l := range h.seats {
		l.Close()
	}
	h.seats = nil
	return h.listen(now() + 100*time.Millisecond)
}

// empty sends everybody home.
func (h *hall) empty() {
	for _, l := range h.seats {
		l.Close()
	}
	h.poller.Close()
}

// fill lets so many listeners in, spread over some time.
func (h *hall) fill(listeners int, over time.Duration) error {
	start := now()
	for i := range listeners {
		due := start + over*time.Duration(i)/time.Duration(listeners)
		if due > now() {
			if err := h.listen(due); err != nil {
				return err
			}
		}
		s, err := socket.System.Connect(h.server.address(0))
		if err != nil {
			return err
		}
		l := &listener{Socket: s}
		h.seats = append(h.seats, l)
		if err := h.poller.Add(s, socket.Readable, l); err != nil {
			return err
		}
	}
	return nil
}

// listen hears everything until some time.
func (h *hall) listen(until time.Duration) error {
	for {
		rest := until - now()
		if rest < 0 {
			return nil
		}
		n, err := h.poller.Wait(h.events, rest)
		if err != nil {
			return err
		}
		t := now()
		for _, event := range h.events[:n] {
			if err := h.hear(event.Owner.(*listener), t); err != nil {
				return err
			}
		}
		time.Sleep(h.nap)
	}
}

// hear takes what has come for one listener, at some time, and notes how late it was.
func (h *hall) hear(l *listener, t time.Duration) error {
	n, err := l.Read(h.buffer)
	if err == io.EOF {
		return fmt.Errorf("the server hung up")
	}
	if err != nil && err != socket.ErrWouldBlock {
		return err
	}
	for data := h.buffer[:n]; len(data) > 0; {
		copied := copy(l.piece[l.heard:], data)
		data = data[copied:]
		l.heard += copied
		if l.heard < len(l.piece) {
			break
		}
		l.heard = 0
		if due := l.piece.due(); due >= h.from {
			h.late = append(h.late, max(0, t-due))
		}
	}
	return nil
}

// room returns an error if so many connections, and what else a process has open, are too many.
// Go has raised the limit as far as it goes.
func room(connections int) error {
	const others = 100
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if int(min(uint64(limit.Cur), 1<<30)) < connections+others {
		return fmt.Errorf("this takes %d open files, and ulimit -n is %d", connections+others, limit.Cur)
	}
	return nil
}
