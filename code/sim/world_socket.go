package sim

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"slowpoetry/code/socket"
)

// A worldSocket is one end of a connection in a [World].
type worldSocket struct {
	source
	remote    netip.AddrPort
	service   netip.AddrPort // of the two, the one that was connected to
	in, out   *pipe
	host      *worldListener // whom it was sent to, until it is known to stand
	connected bool
	hungUp    bool  // the other end has been told, or soon will be
	err       error // why there is no connection, or no longer
}

func newWorldSocket(w *World, local, remote netip.AddrPort, in, out *pipe) *worldSocket {
	s := &worldSocket{source: source{world: w, local: local}, remote: remote, service: remote, in: in, out: out}
	s.Init(w, s)
	in.to, out.from = s, s
	w.sockets[route{local, remote}] = s
	return s
}

// tries is how often Linux asks for a connection, waiting twice as long each time.
const tries = 7

// knock asks for a connection. The first to do so is try 0.
func (s *worldSocket) knock(try int) {
	if try == tries {
		s.fail("connect", errTimedOut)
		return
	}
	w := s.world
	again := w.later(time.Second << try)
	w.after(w.latency(s.remote), func() {
		host, trouble := w.listenerAt(s.remote), w.troubleAt(s.remote)
		switch {
		case s.Closed:
		case w.Chance("ignore", s.remote, trouble.Ignore), host != nil && len(host.waiting) >= w.backlog:
			w.agenda.enter(again, func() { s.knock(try + 1) })
		case host == nil || w.Chance("refuse", s.remote, trouble.Refuse):
			w.after(w.latency(s.remote), func() { s.fail("connect", errRefused) })
		default: // the connection stands, for each of the two, when the other has said hello
			far := newWorldSocket(w, s.remote, s.local, s.out, s.in)
			far.service, far.host = s.service, host
			far.out.send(hello, 0, 0)
		}
	})
}

// welcome happens when the other end has said hello.
func (s *worldSocket) welcome() {
	if s.Closed {
		s.hangUp()
		return
	}
	s.connected = true
	switch host := s.host; {
	case host == nil:
		s.out.send(hello, 0, 0)
		s.changed()
	case host.Closed:
		s.Abort()
	default:
		host.waiting = append(host.waiting, s)
		host.changed()
	}
	s.host = nil
}

func (s *worldSocket) fail(verb string, err error) {
	if s.err == nil {
		s.err = fmt.Errorf("%s %v: %w", verb, s.remote, err)
	}
	s.changed()
}

// lose happens when the connection was reset: by the other end, or by the network.
func (s *worldSocket) lose() {
	s.in.lose()
	s.out.lose()
	if s.world.conditions.Purge && s.in.arrived > 0 {
		s.in.discard()
		s.in.ended = false // what there is to read now is no longer the end
	}
	switch {
	case s.host != nil: // it never stood, and nobody has seen it
		s.host = nil
		s.Abort()
	case s.in.ended: // Read says so; Write hears that nobody is there
		s.fail("write", errPipe)
	default:
		s.fail("read", errReset)
	}
}

// breakOff has the network break the connection: what is under way is lost, what has arrived may be
// read, and then both ends hear that the other one reset the connection.
func (s *worldSocket) breakOff() {
	s.out.to.lose()
	s.lose()
}

// hangUp resets the connection: what waits is lost, and the other end is told.
func (s *worldSocket) hangUp() {
	if s.err == nil && !s.hungUp {
		s.hungUp = true
		s.out.withhold()
		s.out.send(reset, 0, 0)
	}
}

func (s *worldSocket) Readiness() (ready socket.Interest) {
	if s.in.arrived > 0 || s.in.ended || s.err != nil {
		ready |= socket.Readable
	}
	// As on Linux: with less than a third of the room free, writing would be in small pieces.
	free := 3*s.out.room() >= s.out.sendBuffer
	if s.connected && (free || s.out.finished) || s.err != nil {
		ready |= socket.Writable
	}
	return ready
}

func (s *worldSocket) ConnectError() error {
	switch {
	case s.Closed:
		return net.ErrClosed
	case s.connected:
		return nil
	case s.err != nil:
		return s.err
	default:
		return socket.ErrWouldBlock
	}
}

func (s *worldSocket) Read(p []byte) (int, error) {
	switch {
	case s.Closed:
		return 0, net.ErrClosed
	case len(p) == 0:
		return 0, nil
	case s.world.Chance("spurious", s.service, s.world.conditions.Spurious):
		return 0, socket.ErrWouldBlock
	case s.in.arrived > 0:
		return s.in.read(p), nil
	case s.in.ended:
		return 0, io.EOF
	case s.err != nil:
		return 0, s.err
	default:
		return 0, socket.ErrWouldBlock
	}
}

func (s *worldSocket) Write(p []byte) (int, error) {
	switch {
	case s.Closed:
		return 0, net.ErrClosed
	case s.err != nil:
		return 0, s.err
	case s.out.finished:
		return 0, fmt.Errorf("write %v: %w", s.remote, errPipe)
	case !s.connected, s.world.Chance("spurious", s.service, s.world.conditions.Spurious):
		return 0, socket.ErrWouldBlock
	}
	n := min(len(p), s.out.room())
	s.out.bytes.Write(p[:n])
	s.out.depart()
	if n < len(p) {
		return n, socket.ErrWouldBlock
	}
	return n, nil
}

func (s *worldSocket) CloseWrite() error {
	if err := s.ConnectError(); err != nil {
		return err
	}
	if s.err != nil || s.in.ended && s.out.ended {
		return fmt.Errorf("close write %v: %w", s.remote, errNotConnected)
	}
	s.out.finished = true
	s.out.depart()
	s.changed()
	return nil
}

// Close sends what waits, unless there was something left to read: then the connection is reset.
func (s *worldSocket) Close() error {
	if s.in.arrived > 0 || !s.connected {
		return s.Abort()
	}
	if !s.Closed {
		s.out.finished = true
		s.out.depart()
	}
	return s.forget()
}

// Abort resets the connection.
func (s *worldSocket) Abort() error {
	if s.connected && !s.Closed {
		s.hangUp()
	}
	return s.forget()
}

// forget closes this end, and removes the connection when both are closed.
func (s *worldSocket) forget() error {
	if err := s.Shut(); err != nil {
		return err
	}
	s.changed()
	s.in.discard()
	if s.out.to == nil || s.out.to.Closed {
		delete(s.world.sockets, route{s.local, s.remote})
		delete(s.world.sockets, route{s.remote, s.local})
	}
	return nil
}

func (s *worldSocket) RemoteAddr() netip.AddrPort { return s.remote }
