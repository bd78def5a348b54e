package socket

import (
	"io"
	"net"
	"syscall"
)

func (s *portableSocket) Read(p []byte) (int, error) {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	if s.closed {
		return 0, net.ErrClosed
	}
	n := copy(p, s.in[s.start:s.end])
	s.start += n
	switch {
	case n > 0:
		s.readMore()
		return n, nil
	case len(p) == 0:
		return 0, nil
	case s.readErr != nil:
		return 0, s.readErr
	default:
		s.readMore()
		return 0, ErrWouldBlock
	}
}

// readMore starts to read ahead, if there is something to read from, and nothing left unread.
func (s *portableSocket) readMore() {
	if s.conn == nil || s.closed || s.reading || s.readErr != nil || s.start < s.end {
		return
	}
	if s.in == nil {
		s.in = make([]byte, readAhead)
	}
	s.start, s.end = 0, 0
	s.reading = true
	go s.fill()
}

// fill runs on a goroutine of its own, until the buffer is full or there is no more to read.
func (s *portableSocket) fill() {
	for more := true; more; {
		n, err := s.conn.Read(s.in[s.end:])
		s.stack.mu.Lock()
		s.end += n
		switch {
		case err == io.EOF:
			s.readErr = io.EOF
		case err != nil && !s.closed: // else it was Close that stopped us, and writing may go on
			s.readErr = s.failure("read", err)
			if s.writeErr == nil {
				s.writeErr = s.readErr
			}
		}
		more = s.readErr == nil && s.end < len(s.in) && !s.closed
		s.reading = more
		s.changed()
		s.stack.mu.Unlock()
	}
}

func (s *portableSocket) Write(p []byte) (int, error) {
	s.stack.mu.Lock()
	defer s.stack.mu.Unlock()
	switch {
	case s.closed:
		return 0, net.ErrClosed
	case s.writeErr != nil:
		return 0, s.writeErr
	case s.finish:
		return 0, s.failure("write", syscall.EPIPE)
	case s.conn == nil:
		return 0, ErrWouldBlock
	}
	n := min(len(p), writeAhead-s.unsent)
	if n > 0 {
		s.out = append(s.out, p[:n]...)
		s.unsent += n
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

// flush runs on a goroutine of its own, until all is sent, the end included if that was asked for.
func (s *portableSocket) flush() {
	for {
		s.stack.mu.Lock()
		if len(s.out) == 0 || s.writeErr != nil {
			break
		}
		chunk := s.out
		s.out = s.spare[:0]
		s.stack.mu.Unlock()

		n, err := s.conn.Write(chunk)

		s.stack.mu.Lock()
		s.spare = chunk
		s.unsent -= n
		if err != nil && s.writeErr == nil {
			s.writeErr = s.failure("write", err)
		}
		s.changed()
		s.stack.mu.Unlock()
	}
	defer s.stack.mu.Unlock()
	s.writing = false
	switch {
	case s.closed:
		s.conn.Close()
	case s.finish && s.writeErr == nil:
		closeWrite(s.conn)
	}
}
