// Package exercise is about a server that closes in good order.
package exercise

import (
	"net/netip"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A Server recites a poem to all its clients, a line every Pace. It is the factory of their
// protocols.
//
// When the reactor stops, the server takes no more clients. Those that it has hear the poem to its
// end, and the reactor goes on until the last of them has left. If there are none, it stops at once.
type Server struct {
	Reactor *reactor.Reactor
	Poem    []string // its lines
	Pace    time.Duration
}

// Listen opens the server at an address. It is called once.
func (s *Server) Listen(address string) (*reactor.Port, error) {
	return s.Reactor.ListenTCP(address, s)
}

func (s *Server) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &reciter{server: s, rest: s.Poem}
}

// A reciter recites to one client.
type reciter struct {
	server    *Server
	rest      []string
	transport protocol.Transport
	next      *reactor.Call
}

func (c *reciter) ConnectionMade(t protocol.Transport) {
	c.transport = t
	c.next = c.server.Reactor.CallLater(0, c.recite)
}

func (c *reciter) recite() {
	if len(c.rest) == 0 {
		c.transport.LoseConnection()
		return
	}
	c.transport.Write([]byte(c.rest[0] + "\n"))
	c.rest = c.rest[1:]
	c.next.Reset(c.server.Pace)
}

func (c *reciter) DataReceived(data []byte)    {}
func (c *reciter) ConnectionLost(reason error) { c.next.Cancel() }
