package reactor

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"time"

	"slowpoetry/code/protocol"
)

// ErrTimeout says that no answer came in time.
var ErrTimeout = errors.New("timed out")

// A Connector makes one connection, and another one when it is asked to.
type Connector struct {
	reactor *Reactor
	address string // HOST:PORT, as the caller has it
	factory protocol.ClientFactory
	timeout time.Duration

	attempt   *attempt    // under way, or nil
	connected *connection // the last one, or nil; it may be gone
}

// ConnectTCP connects to address, HOST:PORT, and gives the connection a protocol from f, or tells f
// why there is none. It does not block, and calls no method of f before it returns.
//
// Without a host, the connection is to this machine. A name is looked up on another goroutine. Of
// several addresses each is tried 250 ms after the one before, until one answers. After timeout, 30 s
// if that is 0, the reason is [ErrTimeout]; a negative one has passed already. Other reasons are the
// system's ("connection refused"), the resolver's, [ErrStopped], and net.ErrClosed after Disconnect.
func (r *Reactor) ConnectTCP(address string, f protocol.ClientFactory, timeout time.Duration) *Connector {
	c := &Connector{reactor: r, address: address, factory: f, timeout: cmp.Or(timeout, 30*time.Second)}
	c.Connect()
	return c
}

// Connect begins again; ConnectionLost and ConnectionFailed may call it. While there is a connection,
// or one is being made, it does nothing. While the reactor closes what is open, connecting fails, and
// f is told in the next Run.
func (c *Connector) Connect() {
	if c.attempt != nil || c.connected != nil && c.connected.phase < gone {
		return
	}
	a := &attempt{connector: c, endLookup: func() {}}
	c.attempt = a
	a.deadline = c.reactor.CallLater(c.timeout, func() { a.fail(c.failure(ErrTimeout)) })
	if c.reactor.state == closing {
		a.failSoon(c.failure(ErrStopped))
		return
	}
	a.begin()
}

// Disconnect gives up, with ConnectionFailed soon after. From BuildProtocol on, it is the connection's
// LoseConnection.
func (c *Connector) Disconnect() {
	if c.attempt != nil {
		c.attempt.failSoon(c.failure(givenUp{}))
	}
	if c.connected != nil {
		c.connected.LoseConnection()
	}
}

func (c *Connector) failure(reason error) error {
	return fmt.Errorf("connect %s: %w", c.address, reason)
}

// givenUp is net.ErrClosed in words that fit.
type givenUp struct{}

func (givenUp) Error() string        { return "given up" }
func (givenUp) Is(target error) bool { return target == net.ErrClosed }
