// Package recite is a plugin of poetryd: it recites a poem, slowly, to everyone who connects.
package recite

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

//listing:register

func init() {
	daemon.Register(daemon.Kind{
		Name:     "recite",
		Synopsis: "recite a poem, slowly, to everyone who connects",
		Options: func(flags *flag.FlagSet) func(daemon.Host) (service.Service, error) {
			kettle, _ := poetry.Find("kettle")
			o := poetry.Options{Host: "127.0.0.1", Delay: 700 * time.Millisecond, Bytes: 10, Poem: kettle}
			o.Register(flags)
			return func(h daemon.Host) (service.Service, error) { return New(h, o), nil }
		},
	})
}

//listing:end

// A Recital is a poem, a port, and its listeners. It is the factory of their connections.
type Recital struct {
	daemon.Host
	poetry.Options
	port      *reactor.Port
	listeners map[*listener]bool
	gone      *deferred.Deferred[service.Done] // what Stop returned, once it has been called
}

// New returns a recital that has not been started.
func New(h daemon.Host, o poetry.Options) *Recital {
	return &Recital{Host: h, Options: o, listeners: map[*listener]bool{}}
}

func (r *Recital) Name() string { return r.Host.Name }

func (r *Recital) String() string {
	where := r.Address()
	if r.port != nil {
		where = r.port.LocalAddr().String()
	}
	return fmt.Sprintf("%s on %s, listeners: %d", r.Poem.Name, where, len(r.listeners))
}

//listing:service

// Start opens the port.
func (r *Recital) Start() *deferred.Deferred[service.Done] {
	var err error
	r.port, err = r.Reactor.ListenTCP(r.Address(), r)
	return service.Ended(err)
}

// Stop closes the port, and waits until the last listener has left. Cancelling it cuts them off.
func (r *Recital) Stop() *deferred.Deferred[service.Done] {
	r.port.StopListening()
	r.gone = deferred.NewWithCanceller(func(d *deferred.Deferred[service.Done]) {
		d.Errback(fmt.Errorf("listeners cut off: %d", len(r.listeners)))
		for l := range r.listeners {
			l.transport.Abort()
		}
	})
	if len(r.listeners) == 0 {
		r.gone.Callback(service.Done{})
	}
	return r.gone
}

// leave is called when a connection of a listener is lost.
func (r *Recital) leave(l *listener) {
	delete(r.listeners, l)
	if r.gone != nil && len(r.listeners) == 0 {
		r.gone.Callback(service.Done{}) // after a cut this changes nothing
	}
}

//listing:end

// Update takes over everything but an address. Those who listen already hear the old poem.
func (r *Recital) Update(next service.Service) func() {
	n := next.(*Recital)
	if n.Address() != r.Address() {
		return nil
	}
	return func() { r.Options = n.Options }
}

// say logs what only an option -verbose, or a log of level debug, should show.
func (r *Recital) say(message string, attrs ...any) {
	level := slog.LevelDebug
	if r.Verbose {
		level = slog.LevelInfo
	}
	r.Log.Log(context.Background(), level, message, attrs...)
}

func (r *Recital) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &listener{recital: r, remote: remote, rest: r.Poem.Text, delay: r.Delay, bytes: r.Bytes}
}

// A listener is the protocol that recites to one client.
type listener struct {
	recital   *Recital
	remote    netip.AddrPort
	transport protocol.Transport
	rest      []byte // what has not been recited
	delay     time.Duration
	bytes     int
	beat      *reactor.LoopingCall
}

func (l *listener) String() string { return fmt.Sprintf("%s to %v", l.recital.Name(), l.remote) }

func (l *listener) ConnectionMade(t protocol.Transport) {
	l.transport = t
	l.recital.listeners[l] = true
	l.recital.say("a listener comes", "from", l.remote)
	l.beat = reactor.NewLoopingCall(l.recital.Reactor, l.recite)
	t.RegisterProducer(l, true)
	l.beat.Start(l.delay, true)
}

func (l *listener) recite() {
	n := min(l.bytes, len(l.rest))
	l.transport.Write(l.rest[:n])
	l.recital.say("a piece is sent", "to", l.remote, "bytes", n)
	if l.rest = l.rest[n:]; len(l.rest) == 0 {
		l.beat.Stop()
		l.transport.UnregisterProducer()
		l.transport.LoseConnection()
	}
}

func (l *listener) PauseProducing()  { l.beat.Stop() }
func (l *listener) ResumeProducing() { l.beat.Start(l.delay, false) }
func (l *listener) StopProducing()   { l.beat.Stop() }

func (l *listener) DataReceived([]byte) {}
func (l *listener) ReadConnectionLost() {} // it may still listen

func (l *listener) ConnectionLost(reason error) {
	l.beat.Stop()
	if reason != net.ErrClosed {
		l.recital.Log.Info("a listener leaves early", "from", l.remote, "because", reason)
	}
	l.recital.leave(l)
}
