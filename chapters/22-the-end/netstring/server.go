package netstring

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A Server is the factory of connections. It belongs to its reactor's goroutine. Its fields must not
// change while it serves.
type Server struct {
	Reactor *reactor.Reactor
	Service *poem.Service
	Limit   time.Duration // for an answer
	Idle    time.Duration // for the next request to come whole
	Most    int           // connections at a time; more are closed without a word
	Log     *slog.Logger

	clients int // that are here
}

// BuildProtocol returns the protocol of one connection, or nil if there are too many.
func (s *Server) BuildProtocol(from netip.AddrPort) protocol.Protocol {
	if s.clients == s.Most {
		s.Log.Warn("netstring: too many connections", "client", from)
		return nil
	}
	return &protocol.NetstringReceiver{Handler: &client{Server: s, from: from}, MaxLength: longest}
}

// A client is one connection.
type client struct {
	*Server
	protocol.NetstringTransport
	from    netip.AddrPort
	ctx     context.Context // ends when the client has left
	leave   context.CancelFunc
	waiting []string // requests, of which the first is being answered
	idle    *reactor.Call
}

func (c *client) ConnectionMade(t protocol.NetstringTransport) {
	c.NetstringTransport = t
	c.clients++
	c.ctx, c.leave = context.WithCancel(context.Background())
	c.idle = c.Reactor.CallLater(c.Idle, c.Abort)
}

//listing:client

func (c *client) NetstringReceived(text []byte) {
	c.waiting = append(c.waiting, string(text))
	switch len(c.waiting) {
	case 1:
		c.idle.Cancel()
		c.next()
	case ahead:
		c.Abort()
	}
}

// next has the first request answered, on a goroutine, since the service blocks.
func (c *client) next() {
	request := c.waiting[0]
	go func() {
		reply := c.ask(request)
		c.Reactor.CallFromGoroutine(func() { c.reply(reply) })
	}()
}

// reply sends an answer, and goes on with the next request.
func (c *client) reply(reply string) {
	c.WriteNetstring(reply)
	c.waiting = c.waiting[1:]
	if len(c.waiting) > 0 {
		c.next()
	} else if c.ctx.Err() == nil {
		c.idle = c.Reactor.CallLater(c.Idle, c.Abort)
	}
}

//listing:end

func (c *client) ConnectionLost(error) {
	c.clients--
	c.leave()
	c.waiting = c.waiting[:min(len(c.waiting), 1)]
	c.idle.Cancel()
}

// ahead is how many requests may wait on a connection, with the one that is being answered, before
// it is aborted.
const ahead = 16

// ask blocks until there is an answer. It is called on a goroutine of its own.
func (c *client) ask(request string) string {
	ctx, cancel := context.WithTimeout(c.ctx, c.Limit)
	defer cancel()
	q, err := parseRequest(request)
	if err != nil {
		return answer("", err)
	}
	p, err := c.Service.Get(ctx, q)
	if err != nil {
		c.Log.Warn("netstring", "client", c.from, "request", request, "err", err)
	}
	return answer(p.Text, err)
}
