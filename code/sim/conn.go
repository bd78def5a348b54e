package sim

import (
	"io"
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
	local, remote net.Addr
	changed       sync.Cond // broadcast when a call that waits may go on
	reads, writes deadline
	writing       bool // a Write is not through yet; the next one waits
	reset         bool // Close is to reset the connection
	closed        bool
}

func newConn(n *Network, s *worldSocket) *Conn {
	c := &Conn{network: n, socket: s,
		local: net.TCPAddrFromAddrPort(s.local), remote: net.TCPAddrFromAddrPort(s.remote)}
	c.changed.L = &n.mu
	s.notify = c.changed.Broadcast
	return c
}

// Read blocks until there is something to read, and returns it as far as there is room in p.
func (c *Conn) Read(p []byte) (int, error) {
	world := c.network.enter()
	defer c.network.mu.Unlock()
	for {
		if c.reads.passed && !c.closed && len(p) > 0 {
			return 0, c.failure("read", os.ErrDeadlineExceeded)
		}
		n, err := c.socket.Read(p)
		if err != socket.ErrWouldBlock {
			world.catchUp()
			return n, c.failure("read", err)
		}
		c.changed.Wait()
	}
}

// Write blocks until all of p has been taken. Several Writes at once come one after another.
func (c *Conn) Write(p []byte) (n int, err error) {
	world := c.network.enter()
	defer c.network.mu.Unlock()
	for c.writing && !c.closed && !c.writes.passed {
		c.changed.Wait()
	}
	if c.closed {
		return 0, c.failure("write", net.ErrClosed)
	}
	if c.writes.passed {
		return 0, c.failure("write", os.ErrDeadlineExceeded)
	}
	c.writing = true
	for {
		var taken int
		taken, err = c.socket.Write(p[n:])
		n += taken
		world.catchUp()
		if err != socket.ErrWouldBlock {
			break
		}
		if taken == 0 {
			c.changed.Wait()
		}
		if c.writes.passed {
			err = os.ErrDeadlineExceeded
			break
		}
	}
	c.writing = false
	c.changed.Broadcast()
	return n, c.failure("write", err)
}

// CloseWrite ends the stream to the other end. Reading goes on.
func (c *Conn) CloseWrite() error {
	world := c.network.enter()
	defer c.network.mu.Unlock()
	err := c.socket.CloseWrite()
	world.catchUp()
	return c.failure("close", err)
}

// Close ends both streams. The other end can still read what was written, unless there was
// something left to read here, or arrives here later, or SetLinger(0) was called: then the
// connection is reset, and what the other end has no room for is lost.
func (c *Conn) Close() error {
	world := c.network.enter()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.failure("close", net.ErrClosed)
	}
	c.closed = true
	c.reads.set(time.Time{}, &c.changed)
	c.writes.set(time.Time{}, &c.changed)
	if c.reset {
		c.socket.Abort()
	} else {
		c.socket.Close()
	}
	world.catchUp()
	return nil
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
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

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
	c.network.enter()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.failure("set", net.ErrClosed)
	}
	d.set(t, &c.changed)
	return nil
}

// failure returns an error in the words of package net.
func (c *Conn) failure(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if f, ok := reason(err).(*fault); ok {
		call := op
		if op == "close" { // of the writing half: closing both does not fail
			call = "shutdown"
		}
		err = os.NewSyscallError(call, f)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}

// A deadline passes at a time that may be changed.
type deadline struct {
	passed bool
	timer  *time.Timer
}

// set changes the deadline, for all who wait for the condition. The caller holds its lock.
func (d *deadline) set(t time.Time, c *sync.Cond) {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.passed = !t.IsZero() && !t.After(time.Now())
	if !t.IsZero() && !d.passed {
		var timer *time.Timer
		timer = time.AfterFunc(time.Until(t), func() {
			c.L.Lock()
			defer c.L.Unlock()
			if d.timer == timer { // or it was stopped too late
				d.passed = true
				c.Broadcast()
			}
		})
		d.timer = timer
	}
	c.Broadcast()
}
