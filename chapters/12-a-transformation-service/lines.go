package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"slowpoetry/code/book/transform"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A lineServer is the factory of connections to people who type.
type lineServer struct {
	reactor *reactor.Reactor
	service *transform.Service
	timeout time.Duration // for a line
	say     func(format string, args ...any)
	clients int
}

func (s *lineServer) BuildProtocol(netip.AddrPort) protocol.Protocol {
	s.clients++
	t := &typist{lineServer: s, name: fmt.Sprintf("typist %d", s.clients)}
	return &protocol.LineReceiver{Handler: t, Delimiter: "\n"}
}

// A typist is one connection: any number of lines, and a line back for each.
type typist struct {
	*lineServer
	protocol.LineTransport
	name     string
	deadline *reactor.Call
}

func (t *typist) ConnectionMade(transport protocol.LineTransport) {
	t.LineTransport = transport
	t.RegisterProducer(transport, true) // read no more while too many replies are unread
	t.deadline = t.reactor.CallLater(t.timeout, t.Abort)
}

// LineReceived answers a line: the name of a transform, a space, and a line of a poem.
func (t *typist) LineReceived(line []byte) {
	t.deadline.Reset(t.timeout)
	name, text, _ := strings.Cut(string(line), " ")
	reply, err := t.service.Transform(name, text)
	if err != nil {
		reply = "sorry: " + err.Error()
	}
	t.WriteLine(reply)
	t.say("%s: request %d, %d bytes in, %d bytes out", t.name, t.service.Asked(), len(line), len(reply))
}

func (t *typist) ConnectionLost(reason error) {
	t.deadline.Cancel()
	if errors.Is(reason, net.ErrClosed) {
		t.say("%s: took too long", t.name)
	}
}

func (t *typist) String() string { return t.name }
