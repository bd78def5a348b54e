package sim

import (
	"net"
	"time"

	"slowpoetry/code/socket"
)

// A Conn is one end of a connection in a [Network], and has what a [net.TCPConn] has, as far as the
// book needs it. Any goroutine may call any of its methods.
type Conn struct {
	blocker
	socket        *worldSocket
	reads, writes deadline
	writing       chan struct{} // holds a value while there is a Write
	reset         bool          // Close is to reset the connection
}

func newConn(n *Network, s *worldSocket) *Conn {
	c := &Conn{socket: s, writing: make(chan struct{}, 1)}
	c.init(n, &s.source, s.local, s.remote)
	return c
}

// Read blocks until there is something to read, and returns it as far as there is room in p.
func (c *Conn) Read(p []byte) (n int, err error) {
	limit := &c.reads
	if len(p) == 0 {
		limit = &never
	}
	err = c.do("read", "read", limit, func() (err error) {
		n, err = c.socket.Read(p)
		return err
	})
	return n, err
}

// Write blocks until all of p has been taken. Several Writes at once come one after another.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.writing <- struct{}{}
	defer func() { <-c.writing }()
	err = c.do("write", "write", &c.writes, func() error {
		for {
			taken, err := c.socket.Write(p[n:])
			n += taken
			if taken == 0 || err != socket.ErrWouldBlock {
				return err
			}
			c.network.world.catchUp() // which may make room
		}
	})
	return n, err
}

// CloseWrite ends the stream to the other end. Reading goes on.
func (c *Conn) CloseWrite() error { return c.do("close", "shutdown", &never, c.socket.CloseWrite) }

// Close ends both streams. The other end can still read what was written, unless there was
// something left to read here, or arrives here later, or SetLinger(0) was called: then the
// connection is reset, and what the other end has no room for is lost.
func (c *Conn) Close() error {
	return c.do("close", "close", &never, func() error {
		defer c.changed.Broadcast()
		c.reads.set(time.Time{}, nil)
		c.writes.set(time.Time{}, nil)
		if c.reset {
			return c.socket.Abort()
		}
		return c.socket.Close()
	})
}

// SetLinger with 0 has Close reset the connection. With anything else Close does not block, and
// what was written is delivered.
func (c *Conn) SetLinger(seconds int) error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	c.reset = seconds == 0
	return nil
}

// LocalAddr returns this end's address, open or closed.
func (c *Conn) LocalAddr() net.Addr { return net.TCPAddrFromAddrPort(c.from) }

// RemoteAddr returns the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.to) }

// SetDeadline limits the time for Read and Write, under way and to come. Zero is no limit.
func (c *Conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline limits the time for Read, under way and to come. Zero is no limit.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(&c.reads, t) }

// SetWriteDeadline limits the time for Write, under way and to come. Zero is no limit.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadline(&c.writes, t) }

func (c *Conn) setDeadline(d *deadline, t time.Time) error {
	return c.do("set", "set", &never, func() error {
		if c.socket.Closed {
			return net.ErrClosed
		}
		d.set(t, func() {
			c.network.mu.Lock()
			defer c.network.mu.Unlock()
			c.changed.Broadcast()
		})
		c.changed.Broadcast()
		return nil
	})
}

// A deadline is a time that may be changed.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

var never deadline

// set changes the deadline, and has f called at that time.
func (d *deadline) set(t time.Time, f func()) {
	if d.timer != nil {
		d.timer.Stop()
	}
	if d.at = t; !t.IsZero() {
		left := time.Until(t)
		d.at = time.Now().Add(left) // on the clock of timers, whatever t is
		d.timer = time.AfterFunc(left, f)
	}
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }
