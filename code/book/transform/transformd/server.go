// Package transformd serves package transform on a network, in netstrings: one request a
// connection, the name of an engine, a full stop, the poem.
//
//	server := &transformd.Server{Reactor: r, Service: service, Timeout: 10 * time.Second}
//	port, err := r.ListenTCP("127.0.0.1:10010", server)
//
// The answer is the poem, in a netstring. Then the server closes the connection. It closes it
// without a word if there is no such engine, if the engine fails, if what came is no netstring or
// too long, and if it takes too long.
//
// The one rule: what comes from a network is a claim. It is checked before it costs anything, and
// has a time by which it must be true.
package transformd

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"slowpoetry/code/book/transform"
	"slowpoetry/code/panics"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A Server is the factory of connections whose clients want poems changed. Its fields must not
// change while it serves.
type Server struct {
	Reactor *reactor.Reactor
	Service *transform.Service
	Timeout time.Duration // for a connection, from beginning to end
	Limit   int           // bytes in a request; 99,999 if 0

	// Say is told, in a line, what becomes of each connection. It may be nil.
	Say func(format string, args ...any)

	clients int // that have come
}

// BuildProtocol returns the protocol of one connection.
func (s *Server) BuildProtocol(netip.AddrPort) protocol.Protocol {
	s.clients++
	c := &client{Server: s, name: fmt.Sprintf("client %d", s.clients)}
	return &protocol.NetstringReceiver{Handler: c, MaxLength: s.Limit}
}

// Answer takes a request apart at its first full stop, and has the service answer it.
func Answer(s *transform.Service, request string) (reply string, err error) {
	name, poem, ok := strings.Cut(request, ".")
	if !ok {
		return "", errNoStop
	}
	return s.Transform(name, poem)
}

var errNoStop = errors.New("no full stop behind the transform's name")

// A client is one connection.
type client struct {
	*Server
	protocol.NetstringTransport
	name     string
	deadline *reactor.Call
	settled  bool // we have answered, or refused to
}

//listing:client

func (c *client) ConnectionMade(t protocol.NetstringTransport) {
	c.NetstringTransport = t
	c.deadline = c.Reactor.CallLater(c.Timeout, c.late)
}

// NetstringReceived answers the request, if it can, and closes the connection in any case.
func (c *client) NetstringReceived(request []byte) {
	reply, err := Answer(c.Service, string(request))
	if err != nil {
		c.say("%v%s", err, place(err))
	} else {
		c.say("request %d, %d bytes in, %d bytes out", c.Service.Asked(), len(request), len(reply))
		c.WriteNetstring(reply)
	}
	c.settled = true
	c.LoseConnection()
}

// late is called when the client has neither said all that it wants nor taken all that it gets.
func (c *client) late() {
	c.say("took too long")
	c.settled = true
	c.Abort()
}

//listing:end

func (c *client) ConnectionLost(reason error) {
	c.deadline.Cancel()
	if !c.settled {
		c.say("%v", reason)
	}
}

// String returns the name of the connection in traces and logs.
func (c *client) String() string { return c.name }

func (c *client) say(format string, args ...any) {
	if c.Say != nil {
		c.Say(c.name+": "+format, args...)
	}
}

// place returns where err happened, if it is a panic.
func place(err error) string {
	panicked, ok := errors.AsType[*panics.Error](err)
	if !ok {
		return ""
	}
	return " in " + panicked.Stack()[0]
}
