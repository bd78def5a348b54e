package socket

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

const (
	readAhead  = 4 << 10     // bytes read before anybody asks
	writeAhead = 16 << 10    // bytes taken and not yet sent
	lingering  = time.Minute // for how long Close goes on sending what was taken
)

// A portableSocket has a buffer in each direction. The goroutine that reads fills the one, the
// goroutine that writes empties the other, and Read and Write copy. The lock of the stack guards all
// fields; the goroutines hold it only between two calls to the network.
type portableSocket struct {
	Watched
	stack  *portable
	remote netip.AddrPort
	cancel func()   // stops connecting; nil when accepted
	conn   net.Conn // nil until connected

	in      []byte // what was read and not yet taken; the capacity belongs to the goroutine that reads
	buffer  []byte // of which that is a part
	readErr error  // comes after what was read
	reading bool   // there is a goroutine that reads

	out      []byte // taken and not yet sent
	sending  []byte // by the goroutine that writes
	writeErr error
	writing  bool // there is a goroutine that writes
	finish   bool // CloseWrite was called
}

func newPortableSocket(p *portable, remote netip.AddrPort, conn net.Conn) *portableSocket {
	s := &portableSocket{stack: p, remote: remote, conn: conn}
	s.Init(p, s)
	return s
}

func (s *portableSocket) Readiness() (ready Interest) {
	if len(s.in) > 0 || s.readErr != nil {
		ready |= Readable
	}
	if s.conn != nil && s.unsent() <= writeAhead/2 || s.writeErr != nil {
		ready |= Writable
	}
	return ready
}

// unsent returns how many bytes were taken and not yet sent.
func (s *portableSocket) unsent() int { return len(s.out) + len(s.sending) }

// connect runs on a goroutine of its own.
func (s *portableSocket) connect(ctx context.Context) {
	conn, err := s.stack.network.DialContext(ctx, "tcp", s.remote.String())
	s.cancel() // it has done its work, and frees what it holds
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	switch {
	case err != nil:
		s.readErr = s.failure("connect", err)
		s.writeErr = s.readErr
	case s.Closed:
		conn.Close()
		return
	default:
		s.conn = conn
		if s.interest&Readable != 0 {
			s.prepare()
		}
	}
	s.Changed()
}

func (s *portableSocket) ConnectError() error {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	return s.connectError()
}

func (s *portableSocket) connectError() error {
	switch {
	case s.Closed:
		return net.ErrClosed
	case s.conn != nil:
		return nil
	case s.readErr != nil:
		return s.readErr
	default:
		return ErrWouldBlock
	}
}

func (s *portableSocket) CloseWrite() error {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	if err := s.connectError(); err != nil {
		return err
	}
	if s.writeErr != nil {
		return s.failure("close write", syscall.ENOTCONN)
	}
	s.finish = true
	s.writeMore()
	return nil
}

func (s *portableSocket) Close() error { return s.close(false) }

func (s *portableSocket) Abort() error { return s.close(true) }

func (s *portableSocket) close(abort bool) error {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	if err := s.Shut(); err != nil {
		return err
	}
	switch conn := s.conn.(type) {
	case nil:
		s.cancel()
		return nil
	case interface{ SetLinger(int) error }:
		if abort {
			conn.SetLinger(0)
		}
	}
	if s.writing && !abort { // flush will close the connection
		s.conn.SetReadDeadline(time.Unix(1, 0)) // stop reading now
		return s.conn.SetWriteDeadline(time.Now().Add(lingering))
	}
	return s.conn.Close() // which ends what our goroutines are doing there
}

func (s *portableSocket) LocalAddr() netip.AddrPort {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	if s.conn == nil || s.Closed {
		return netip.AddrPort{}
	}
	return addrPort(s.conn.LocalAddr())
}

func (s *portableSocket) RemoteAddr() netip.AddrPort { return s.remote }

func (s *portableSocket) failure(verb string, err error) error {
	return fmt.Errorf("%s %v: %w", verb, s.remote, cause(err))
}
