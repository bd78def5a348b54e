package reactor

import (
	"log/slog"
	"net/netip"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/socket"
)

// acceptsPerTurn is how many connections a port takes in a turn: several, because a busy loop turns
// slowly and the kernel's queue is finite; not all, because other connections need their turn.
const acceptsPerTurn = 64

// portRest is how long a port that cannot accept is not watched.
const portRest = 100 * time.Millisecond

// A Port takes connections until StopListening is called or the reactor stops.
type Port struct {
	registration
	reactor *Reactor
	factory protocol.Factory
	local   netip.AddrPort
	failing bool // the last Accept did, and the log says so
	closed  bool
}

// ListenTCP takes connections at address, HOST:PORT, from now on, and accepts them while the reactor
// runs. Each gets a protocol from f. The host is an IP address or localhost: a name is an error, since
// looking it up would block. Without a host, connections come from anywhere; port 0 is a free port,
// which LocalAddr returns. Other errors are the system's: the port is taken, say. When too many files
// are open, the log says so, and the port hangs up on callers where it can.
func (r *Reactor) ListenTCP(address string, f protocol.Factory) (*Port, error) {
	listener, err := r.stack.Listen(address)
	if err != nil {
		return nil, err
	}
	p := &Port{registration: registration{source: listener}, reactor: r, factory: f, local: listener.LocalAddr()}
	p.reader = p
	if err := r.watch(&p.registration, socket.Readable); err != nil {
		listener.Close()
		return nil, err
	}
	return p, nil
}

// String is for logs. Traces do not show a port.
func (p *Port) String() string { return "reactor.Port" }

// LocalAddr returns where the port listens, or did.
func (p *Port) LocalAddr() netip.AddrPort { return p.local }

// StopListening closes the port at once. The connections that it took live on.
func (p *Port) StopListening() {
	p.closed = true
	p.reactor.forget(&p.registration)
	p.source.Close()
}

// DoRead and ConnectionLost are for the reactor to call.
func (p *Port) DoRead() error {
	for range acceptsPerTurn {
		s, err := p.source.(socket.Listener).Accept()
		switch {
		case err == socket.ErrWouldBlock || p.closed:
			return nil
		case err != nil:
			p.rest(err)
			return nil
		}
		p.failing = false
		p.reactor.newConnection(s).begin(p.factory)
	}
	return nil
}

func (p *Port) ConnectionLost(reason error) { p.StopListening() }

// rest has a port that cannot accept try again later.
func (p *Port) rest(reason error) {
	if !p.failing {
		p.failing = true
		p.reactor.say(slog.LevelWarn, "cannot accept, trying again", "port", p.local, "error", reason)
	}
	p.reactor.watch(&p.registration, 0)
	p.reactor.CallLater(portRest, func() {
		if p.closed {
			return
		}
		if err := p.reactor.watch(&p.registration, socket.Readable); err != nil {
			p.rest(err) // the poller cannot watch it, for lack of memory perhaps
		}
	})
}
