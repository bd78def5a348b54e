package socket

import (
	"cmp"
	"errors"
	"io"
	"net"
	"syscall"
)

func (s *portableSocket) Read(p []byte) (int, error) {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	if s.Closed {
		return 0, net.ErrClosed
	}
	n := copy(p, s.in)
	s.in = s.in[n:]
	switch {
	case n > 0:
		s.prepare()
		return n, nil
	case len(p) == 0:
		return 0, nil
	case s.readErr != nil:
		return 0, s.readErr
	default:
		s.prepare()
		return 0, ErrWouldBlock
	}
}

// prepare starts to read ahead, if there is something to read from, and nothing left unread.
func (s *portableSocket) prepare() {
	if s.conn == nil || s.Closed || s.reading || s.readErr != nil || len(s.in) > 0 {
		return
	}
	if s.buffer == nil {
		s.buffer = make([]byte, readAhead)
	}
	s.in = s.buffer[:0]
	s.reading = true
	go s.fill(s.buffer)
}

// fill runs on a goroutine of its own, until there is no space left or no more to read.
func (s *portableSocket) fill(space []byte) {
	for more := true; more; {
		n, err := s.conn.Read(space)
		s.stack.mu.Lock()
		space = space[n:]
		s.in = s.in[:len(s.in)+n]
		switch {
		case err == io.EOF:
			s.readErr = io.EOF
			s.heedReset()
		case err != nil && !s.Closed: // else it was Close that stopped us, and writing may go on
			s.readErr = s.failure("read", err)
			s.writeErr = cmp.Or(s.writeErr, s.readErr)
		}
		more = s.readErr == nil && len(space) > 0 && !s.Closed
		s.reading = more
		s.Changed()
		s.stack.mu.Unlock()
	}
}

func (s *portableSocket) Write(p []byte) (int, error) {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	switch {
	case s.Closed:
		return 0, net.ErrClosed
	case s.writeErr != nil:
		return 0, s.writeErr
	case s.finish:
		return 0, s.failure("write", syscall.EPIPE)
	case s.conn == nil:
		return 0, ErrWouldBlock
	}
	n := min(len(p), writeAhead-s.unsent())
	if n > 0 {
		s.out = append(s.out, p[:n]...)
		s.writeMore()
	}
	if n < len(p) {
		return n, ErrWouldBlock
	}
	return n, nil
}

// writeMore starts to send what there is to send.
func (s *portableSocket) writeMore() {
	if !s.writing {
		s.writing = true
		go s.flush()
	}
}

// heedReset makes an error of an end that is none: the kernel reports a reset once, and when it has told
// our write, our read finds an end. After a true end the write would have heard of a broken pipe.
func (s *portableSocket) heedReset() {
	if s.readErr == io.EOF && errors.Is(s.writeErr, syscall.ECONNRESET) {
		s.readErr = s.failure("read", syscall.ECONNRESET)
	}
}

// flush runs on a goroutine of its own, until all is sent, the end included if that was asked for.
func (s *portableSocket) flush() {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	for len(s.out) > 0 && s.writeErr == nil {
		s.out, s.sending = s.sending, s.out
		s.stack.mu.Unlock()
		_, err := s.conn.Write(s.sending)
		s.stack.mu.Lock()
		s.sending = s.sending[:0]
		if err != nil && s.writeErr == nil {
			s.writeErr = s.failure("write", err)
			s.heedReset()
		}
		s.Changed()
	}
	s.writing = false
	if s.Closed {
		s.conn.Close()
	} else if half, ok := s.conn.(interface{ CloseWrite() error }); ok && s.finish && s.writeErr == nil {
		half.CloseWrite()
	}
}
