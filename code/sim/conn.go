package sim

import (
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"
)

// A Conn is one end of a connection, and has what a [net.TCPConn] has, as far as the book needs it.
// Any goroutine may call any of its methods.
type Conn struct {
	local, remote netip.AddrPort
	mu            *sync.Mutex // of the connection: both ends and both streams
	in, out       *stream
	reads, writes deadline
	writing       bool // somebody's Write is not through yet; the next one waits
	linger        bool // Close sends what is unsent, which is the custom
	closed        bool
}

// A stream is one direction of a connection.
type stream struct {
	unread  []byte
	size    int       // of unread, at most
	changed sync.Cond // broadcast at every change to the stream, or to who may use it
	ended   bool      // nothing more will be written
	err     error     // comes after what is unread; writing returns it at once
}

func newConns(local, remote netip.AddrPort, buffer int) (near, far *Conn) {
	if buffer <= 0 {
		buffer = 64 << 10
	}
	mu := new(sync.Mutex)
	there := &stream{size: buffer}
	back := &stream{size: buffer}
	there.changed.L, back.changed.L = mu, mu
	near = &Conn{local: local, remote: remote, mu: mu, in: back, out: there, linger: true}
	far = &Conn{local: remote, remote: local, mu: mu, in: there, out: back, linger: true}
	return near, far
}

// Read blocks until there is something to read, and returns it as far as there is room in p.
func (c *Conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, c.failure("read", net.ErrClosed)
		case c.reads.passed:
			return 0, c.failure("read", os.ErrDeadlineExceeded)
		case len(p) == 0:
			return 0, nil
		case len(c.in.unread) > 0:
			n := copy(p, c.in.unread)
			c.in.unread = c.in.unread[n:]
			c.in.changed.Broadcast()
			return n, nil
		case c.in.err != nil:
			return 0, c.failure("read", c.in.err)
		case c.in.ended:
			return 0, io.EOF
		}
		c.in.changed.Wait()
	}
}

// Write blocks until all of p is in the stream. Several Writes at once come one after another.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	mine := false
	for {
		switch {
		case c.closed:
			err = net.ErrClosed
		case c.writes.passed:
			err = os.ErrDeadlineExceeded
		case c.out.err != nil:
			err = c.out.err
		case c.out.ended:
			err = errPipe
		case mine || !c.writing:
			mine, c.writing = true, true
			if room := min(c.out.size-len(c.out.unread), len(p)-n); room > 0 {
				c.out.unread = append(c.out.unread, p[n:n+room]...)
				c.out.changed.Broadcast()
				n += room
			}
		}
		if err != nil || mine && n == len(p) {
			break
		}
		c.out.changed.Wait()
	}
	if mine {
		c.writing = false
		c.out.changed.Broadcast()
	}
	if err != nil {
		return n, c.failure("write", err)
	}
	return n, nil
}

// CloseWrite ends the stream to the other end. Reading goes on.
func (c *Conn) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.failure("close", net.ErrClosed)
	}
	c.out.ended = true
	c.out.changed.Broadcast()
	return nil
}

// Close ends both streams. The other end can still read what was written, unless there was
// something left to read here, or SetLinger(0) was called: then the connection is reset.
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.failure("close", net.ErrClosed)
	}
	c.closed = true
	c.reads.set(time.Time{}, c.in)
	c.writes.set(time.Time{}, c.out)
	switch {
	case !c.linger:
		c.breakOff()
	case len(c.in.unread) > 0:
		c.in.unread = nil
		c.breakOff()
	default:
		c.out.ended = true
		if c.in.err == nil {
			c.in.err = errPipe // what the other end writes from now on, nobody will read
		}
	}
	c.in.changed.Broadcast()
	c.out.changed.Broadcast()
	return nil
}

// reset breaks a connection that nobody at this end has seen.
func (c *Conn) reset() {
	c.SetLinger(0)
	c.Close()
}

// breakOff is what a reset does to the streams: the other end may read what has arrived there.
func (c *Conn) breakOff() {
	for _, s := range []*stream{c.in, c.out} {
		if s.err == nil && !(s.ended && s == c.out) {
			s.err = errReset
		}
	}
}

// SetLinger with 0 has Close reset the connection. All else is the custom: Close does not block,
// and what was written is delivered.
func (c *Conn) SetLinger(seconds int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.linger = seconds != 0
	return nil
}

func (c *Conn) LocalAddr() net.Addr  { return net.TCPAddrFromAddrPort(c.local) }
func (c *Conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.remote) }

// SetDeadline limits the time for Read and Write, under way and to come. Zero is no limit.
func (c *Conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline limits the time for Read, under way and to come. Zero is no limit.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(&c.reads, c.in, t) }

// SetWriteDeadline limits the time for Write, under way and to come. Zero is no limit.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadline(&c.writes, c.out, t) }

func (c *Conn) setDeadline(d *deadline, s *stream, t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.failure("set", net.ErrClosed)
	}
	d.set(t, s)
	return nil
}

func (c *Conn) failure(op string, err error) error {
	if _, ok := err.(*fault); ok {
		err = os.NewSyscallError(op, err)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}

// A deadline passes at a time that may be changed.
type deadline struct {
	passed bool
	timer  *time.Timer
}

// set changes the deadline for those who wait for the stream. The caller holds its lock.
func (d *deadline) set(t time.Time, s *stream) {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.passed = !t.IsZero() && !t.After(time.Now())
	if !t.IsZero() && !d.passed {
		var timer *time.Timer
		timer = time.AfterFunc(time.Until(t), func() {
			s.changed.L.Lock()
			defer s.changed.L.Unlock()
			if d.timer == timer { // else it was stopped too late
				d.passed = true
				s.changed.Broadcast()
			}
		})
		d.timer = timer
	}
	s.changed.Broadcast()
}
