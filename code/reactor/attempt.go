package reactor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"slowpoetry/code/socket"
)

// An attempt is what a Connector does until there is a connection, or none: it looks up a name,
// and then tries one address after another. To the reactor it is the writer of a socket that is
// being connected.
type attempt struct {
	registration // of the socket, if there is one
	connector    *Connector
	deadline     *Call
	stopping     *Trigger           // for when the reactor does; nil if it is about to
	cancel       context.CancelFunc // of the lookup, or nil
	left         []netip.AddrPort   // to be tried yet
	err          error              // of the first that failed, which was the most promising
	over         bool               // nothing is tried any more
}

// begin starts to connect, or to look up where to.
func (a *attempt) begin() {
	host, port, err := splitAddress(a.connector.address)
	if err != nil {
		a.failSoon(a.connector.failure(err))
		return
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1" // which is no secret, and takes no resolver
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		a.found([]netip.Addr{ip}, port, nil)
		return
	}
	r := a.connector.reactor
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	go func() { // for it may block
		ips, err := r.ask(ctx, host)
		r.CallFromGoroutine(func() { a.found(ips, port, err) })
	}()
}

// ask looks up a host. An error may be a panic.
func (r *Reactor) ask(ctx context.Context, host string) (_ []netip.Addr, err error) {
	defer r.contain(r.lookup, &err)
	return r.lookup(ctx, host)
}

// found begins to try the addresses of the host, if there are any.
func (a *attempt) found(ips []netip.Addr, port uint16, err error) {
	if a.over {
		return // it took too long
	}
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

// next tries the next address that does not fail at once.
func (a *attempt) next() {
	r := a.connector.reactor
	for len(a.left) > 0 {
		to := a.left[0]
		a.left = a.left[1:]
		s, err := r.stack.Connect(to.String())
		if err == nil {
			a.registration = registration{source: s, writer: a}
			if err = r.watch(&a.registration, socket.Writable); err == nil {
				return
			}
			s.Close()
			a.source = nil
		}
		a.note(err)
	}
	a.failSoon(a.err)
}

// note keeps the first error: those who know several addresses of a host name the best one first.
func (a *attempt) note(err error) {
	if a.err == nil {
		a.err = err
	}
}

// String is the name of the factory if it has one of its own: in traces an attempt and the connection
// that comes of it may then share a lane. Else it is not shown there.
func (a *attempt) String() string {
	if f, ok := a.connector.factory.(fmt.Stringer); ok {
		return f.String()
	}
	return "reactor.attempt"
}

// Source, DoWrite and ConnectionLost are for the reactor to call.
func (a *attempt) Source() socket.Source { return a.source }

func (a *attempt) DoWrite() error {
	s := a.source.(socket.Socket)
	err := s.ConnectError()
	if err == socket.ErrWouldBlock {
		return nil
	}
	a.connector.reactor.forget(&a.registration)
	a.source = nil
	if err == nil {
		a.succeed(s)
		return nil
	}
	s.Close()
	a.note(err)
	a.next()
	return nil
}

func (a *attempt) ConnectionLost(reason error) { a.fail(a.connector.failure(reason)) }

// succeed makes the socket a connection like any other.
func (a *attempt) succeed(s socket.Socket) {
	c := a.connector
	a.settle()
	connected, err := c.reactor.newConnection(s, c.factory)
	if err != nil {
		c.reactor.guard(c.factory, func() { c.factory.ConnectionFailed(err) })
	}
	if connected != nil {
		c.connected = connected
		connected.begin()
	}
}

// fail tells the factory that there is no connection, unless the attempt is settled already. It is
// for what the loop calls: the factory must not be called while it calls us.
func (a *attempt) fail(reason error) {
	c := a.connector
	if c.attempt == a {
		a.settle()
		c.reactor.guard(c.factory, func() { c.factory.ConnectionFailed(reason) })
	}
}

// failSoon gives up, and has fail called in the next turn.
func (a *attempt) failSoon(reason error) {
	if !a.over {
		a.giveUp()
		a.deadline = a.connector.reactor.CallLater(0, func() { a.fail(reason) })
	}
}

// settle leaves nothing of the attempt, and the connector free to begin another.
func (a *attempt) settle() {
	a.giveUp()
	if a.stopping != nil {
		a.stopping.Remove()
	}
	a.connector.attempt = nil
}

// giveUp sees to it that nothing comes of the attempt any more.
func (a *attempt) giveUp() {
	a.over = true
	a.deadline.Cancel()
	if a.cancel != nil {
		a.cancel()
	}
	if a.source != nil {
		a.connector.reactor.forget(&a.registration)
		a.source.Close()
		a.source = nil
	}
}

// splitAddress splits HOST:PORT.
func splitAddress(address string) (host string, port uint16, err error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("invalid port %q", service)
	}
	return host, uint16(number), nil
}
