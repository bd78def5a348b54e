package sim

import (
	"net"
	"os"
	"sync"
	"time"

	"slowpoetry/code/socket"
)

// A Conn is one end of a connection in a [Network], and has what a [net.TCPConn] has, as far as the
// book needs it. Any goroutine may call any of its methods.
type Conn struct {
	network       *Network
	socket        *worldSocket
	local         net.Addr
	changed       sync.Cond // broadcast when a call that waits may go on
	reads, writes deadline
	writing       bool // a Write is not through yet; the next one waits
	reset         bool // Close is to reset the connection
}

func newConn(n *Network, s *worldSocket) *Conn {
	c := &Conn{network: n, socket: s, local: net.TCPAddrFromAddrPort(s.local)}
	c.changed.L = &n.mu
	s.notify = c.changed.Broadcast
	return c
}

// do calls f until it would not block, or until the deadline, and says in package net's words what
// came of it.
func (c *Conn) do(op, call string, limit *deadline, f func() error) error {
	world := c.network.enter()
	defer c.network.mu.Unlock()
	for {
		err := os.ErrDeadlineExceeded
		if !limit.passed() || c.socket.Closed {
			err = f()
			world.catchUp()
		}
		if err != socket.ErrWouldBlock {
			return failure(op, call, "tcp", c.local, c.socket.remote, err)
		}
		c.changed.Wait()
	}
}

// Read blocks until there is something to read, and returns it as far as there is room in p.
func (c *Conn) Read(p []byte) (n int, err error) {
	limit := &c.reads
	if len(p) == 0 {
		limit = new(deadline)
	}
	err = c.do("read", "read", limit, func() (err error) {
		n, err = c.socket.Read(p)
		return err
	})
	return n, err
}

// Write blocks until all of p has been taken. Several Writes at once come one after another.
func (c *Conn) Write(p []byte) (n int, err error) {
	mine := false
	err = c.do("write", "write", &c.writes, func() error {
		if c.writing && !mine && !c.socket.Closed {
			return socket.ErrWouldBlock
		}
		mine, c.writing = true, true
		for {
			taken, err := c.socket.Write(p[n:])
			n += taken
			if taken == 0 || err != socket.ErrWouldBlock {
				return err
			}
			c.network.world.catchUp() // which may make room
		}
	})
	if mine {
		c.network.mu.Lock()
		defer c.network.mu.Unlock()
		c.writing = false
		c.changed.Broadcast()
	}
	return n, err
}

// CloseWrite ends the stream to the other end. Reading goes on.
func (c *Conn) CloseWrite() error {
	return c.do("close", "shutdown", new(deadline), c.socket.CloseWrite)
}

// Close ends both streams. The other end can still read what was written, unless there was
// something left to read here, or arrives here later, or SetLinger(0) was called: then the
// connection is reset, and what the other end has no room for is lost.
func (c *Conn) Close() error {
	return c.do("close", "close", new(deadline), func() error {
		defer c.changed.Broadcast()
		c.reads.set(time.Time{}, nil)
		c.writes.set(time.Time{}, nil)
		if c.reset {
			return c.socket.Abort()
		}
		return c.socket.Close()
	})
}

// SetLinger with 0 has Close reset the connection. All else is the custom: Close does not block,
// and what was written is delivered.
func (c *Conn) SetLinger(seconds int) error {
	c.network.enter()
	defer c.network.mu.Unlock()
	c.reset = seconds == 0
	return nil
}

// LocalAddr returns this end's address, open or closed.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.socket.remote) }

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
	return c.do("set", "set", new(deadline), func() error {
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

// A deadline is a time that may be changed. The zero deadline never passes.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

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
