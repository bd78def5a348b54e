package reactor

import (
	"errors"
	"fmt"
	"net"
	"time"

	"slowpoetry/code/protocol"
)

// ErrTimeout is why there is no connection when nobody answered in time.
var ErrTimeout = errors.New("timed out")

// defaultTimeout is how long connecting may take, unless the caller says.
const defaultTimeout = 30 * time.Second

// A Connector makes one connection, and another one when it is asked to.
type Connector struct {
	reactor *Reactor
	address string // HOST:PORT, as the caller has it
	factory protocol.ClientFactory
	timeout time.Duration

	attempt   *attempt    // under way, or nil
	connected *connection // the last one, or nil; it may be gone
}

// ConnectTCP makes a connection to address, HOST:PORT, and gives it a protocol from f; or else it
// tells f why there is none. It calls no method of f before it returns.
//
// Without a host the connection is to this machine. A host that is a name is looked up, and if
// it has several addresses they are tried in turn. All of it may take as long as timeout, 30 s if
// that is 0: then the reason is [ErrTimeout]. Other reasons are the system's ("connection refused"),
// the resolver's, [ErrStopped], and net.ErrClosed if it was Stop that ended it.
func (r *Reactor) ConnectTCP(address string, f protocol.ClientFactory, timeout time.Duration) *Connector {
	if timeout == 0 {
		timeout = defaultTimeout
	}
	c := &Connector{reactor: r, address: address, factory: f, timeout: timeout}
	c.Connect()
	return c
}

// Connect begins again, when the connection is lost or there was none; ConnectionLost and
// ConnectionFailed may call it. While there is a connection, or one is being made, it does
// nothing. While the reactor closes what is open, connecting fails, and the factory is told in
// the next Run.
func (c *Connector) Connect() {
	if c.attempt != nil || c.connected != nil && !c.connected.gone {
		return
	}
	a := &attempt{connector: c}
	c.attempt = a
	a.deadline = c.reactor.CallLater(c.timeout, func() { a.fail(c.failure(ErrTimeout)) })
	if c.reactor.state == closing {
		a.failSoon(c.failure(ErrStopped)) // not now: whoever hears it may connect again, and for ever
		return
	}
	a.stopping = c.reactor.AddTrigger(DuringShutdown, func() { a.fail(c.failure(ErrStopped)) })
	a.begin()
}

// Stop gives up if a connection is being made: ConnectionFailed is called soon. Otherwise it does
// nothing.
func (c *Connector) Stop() {
	if c.attempt != nil {
		c.attempt.failSoon(c.failure(errGivenUp))
	}
}

// Disconnect is Stop while a connection is being made, and then its LoseConnection.
func (c *Connector) Disconnect() {
	c.Stop()
	if c.connected != nil {
		c.connected.LoseConnection()
	}
}

func (c *Connector) failure(reason error) error {
	return fmt.Errorf("connect %s: %w", c.address, reason)
}

// errGivenUp is net.ErrClosed, in words that fit.
var errGivenUp error = givenUp{}

type givenUp struct{}

func (givenUp) Error() string        { return "given up" }
func (givenUp) Is(target error) bool { return target == net.ErrClosed }
