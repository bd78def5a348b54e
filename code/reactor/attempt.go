package reactor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"slowpoetry/code/socket"
)

// headStart is how long an address is tried before the next one is tried too, so that one that does not
// answer does not take all the time there is. (RFC 8305, "Happy Eyeballs".)
const headStart = 250 * time.Millisecond

// An attempt is a Connector's way to a connection: it looks up a name, and then tries the addresses, each
// a little later than the one before.
type attempt struct {
	connector *Connector
	deadline  *Call
	endLookup func()
	left      []netip.AddrPort // not tried yet
	tries     []*try           // under way
	following *Call            // for the next address
	err       error            // of the first that failed: resolvers name the best address first
}

// A try is the writer of a socket that is being connected.
type try struct {
	registration
	attempt *attempt
}

// begin starts to connect, or to look up where to.
func (a *attempt) begin() {
	r := a.connector.reactor
	host, port, err := socket.SplitAddress(a.connector.address)
	if host == "" || host == "localhost" {
		host = "127.0.0.1" // which takes no resolver
	}
	if ip, notIP := netip.ParseAddr(host); err != nil || notIP == nil {
		a.found([]netip.Addr{ip}, port, err)
		return
	}
	stopping := r.AddTrigger(DuringShutdown, func() { a.fail(a.connector.failure(ErrStopped)) })
	ctx, cancel := context.WithCancel(context.Background())
	a.endLookup = func() { cancel(); stopping.Remove() }
	go func() { // because it may block
		ips, err := r.ask(ctx, host)
		r.CallFromGoroutine(func() {
			if ctx.Err() == nil { // nobody has given up meanwhile
				a.found(ips, port, err)
			}
		})
	}()
}

// ask looks up host. An error may be a panic.
func (r *Reactor) ask(ctx context.Context, host string) (_ []netip.Addr, err error) {
	defer r.contain(r.lookup, &err)
	return r.lookup(ctx, host)
}

// found begins to try the addresses, if there are any.
func (a *attempt) found(ips []netip.Addr, port uint16, err error) {
	a.endLookup()
	if err == nil && len(ips) == 0 {
		err = errors.New("host has no address")
	}
	if err != nil {
		a.failSoon(a.connector.failure(err))
		return
	}
	for _, ip := range ips {
		a.left = append(a.left, netip.AddrPortFrom(ip.Unmap(), port))
	}
	a.next()
}

// next tries the next address that does not fail at once, beside those that are being tried.
func (a *attempt) next() {
	r := a.connector.reactor
	a.following.Cancel()
	for len(a.left) > 0 {
		to := a.left[0]
		a.left = a.left[1:]
		s, err := r.stack.Connect(to.String())
		if err == nil {
			t := &try{registration{source: s}, a}
			t.writer = t
			if err = r.watch(&t.registration, socket.Writable); err == nil {
				a.tries = append(a.tries, t)
				if len(a.left) > 0 {
					a.following = r.CallLater(headStart, a.next)
				}
				return
			}
			s.Close()
		}
		a.err = cmp.Or(a.err, err)
	}
	if len(a.tries) == 0 {
		a.failSoon(a.err)
	}
}

// String returns the factory's own name: in a trace the try may share a lane with its connection.
func (t *try) String() string {
	if f, ok := t.attempt.connector.factory.(fmt.Stringer); ok {
		return f.String()
	}
	return "reactor.try" // which is not shown
}

// DoWrite checks how connecting went. A connection that is reset already, or closed (EPIPE), did exist:
// what the other end said is there to read.
func (t *try) DoWrite() error {
	s, a := t.source.(socket.Socket), t.attempt
	err := s.ConnectError()
	if err == socket.ErrWouldBlock {
		return nil
	}
	a.connector.reactor.forget(&t.registration)
	a.tries = slices.DeleteFunc(a.tries, func(other *try) bool { return other == t })
	if err == nil || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		a.succeed(s)
		return nil
	}
	s.Close()
	a.err = cmp.Or(a.err, err)
	a.next()
	return nil
}

func (t *try) ConnectionLost(reason error) { t.attempt.fail(t.attempt.connector.failure(reason)) }

// succeed makes the socket a connection like any other.
func (a *attempt) succeed(s socket.Socket) {
	c := a.connector
	a.settle()
	c.connected = c.reactor.newConnection(s)
	if err := c.connected.begin(c.factory); err != nil {
		c.reactor.guard(c.factory, func() {
			c.reactor.tracer.calls(c.factory, "ConnectionFailed")
			c.factory.ConnectionFailed(err)
		})
	}
}

// fail tells the factory that there is no connection, unless the attempt is settled already. Only the
// loop calls it: the factory must not be called while it calls us.
func (a *attempt) fail(reason error) {
	c := a.connector
	if c.attempt == a {
		a.settle()
		c.reactor.guard(c.factory, func() {
			c.reactor.tracer.calls(c.factory, "ConnectionFailed")
			c.factory.ConnectionFailed(reason)
		})
	}
}

// failSoon gives up, and calls fail at the end of this turn; or in the next Run if the reactor closes
// what is open, because a factory that always connects again would keep it from that.
func (a *attempt) failSoon(reason error) {
	a.giveUp()
	fail := func() { a.fail(reason) }
	if r := a.connector.reactor; r.state == closing {
		r.CallLater(0, fail)
	} else {
		r.soon(fail)
	}
}

// settle ends the attempt, and leaves the connector free to begin another.
func (a *attempt) settle() {
	a.giveUp()
	a.connector.attempt = nil
}

// giveUp makes sure that nothing comes of the attempt.
func (a *attempt) giveUp() {
	a.deadline.Cancel()
	a.following.Cancel()
	a.endLookup()
	for _, t := range a.tries {
		a.connector.reactor.forget(&t.registration)
		t.source.Close()
	}
	a.tries = nil
}
