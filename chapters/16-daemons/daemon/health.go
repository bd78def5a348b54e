package daemon

import (
	"fmt"
	"net/netip"
	"strings"

	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

// A health service answers HTTP with the state of the tree: 200 while all of it runs, otherwise 503.
// It does so on the loop. When the loop is stuck there is no answer, which is an answer too.
type health struct {
	reactor *reactor.Reactor
	address string
	root    *service.Group
	port    *reactor.Port
}

func (*health) Name() string { return "health" }

func (h *health) String() string {
	if h.port == nil {
		return h.address
	}
	return "http://" + h.port.LocalAddr().String()
}

func (h *health) Start() *deferred.Deferred[service.Done] {
	var err error
	h.port, err = h.reactor.ListenTCP(h.address, h)
	return service.Ended(err)
}

func (h *health) Stop() *deferred.Deferred[service.Done] {
	h.port.StopListening()
	return service.Ended(nil)
}

func (h *health) BuildProtocol(netip.AddrPort) protocol.Protocol {
	c := &checkup{health: h}
	return &protocol.LineReceiver{Handler: c, Delimiter: "\n", MaxLength: 4096}
}

// A checkup is one connection to the health port. The answer comes after the request's empty line.
type checkup struct {
	*health
	transport protocol.LineTransport
	method    string
	timeout   *reactor.Call
}

func (c *checkup) ConnectionMade(t protocol.LineTransport) {
	c.transport = t
	c.timeout = c.reactor.CallLater(patience, t.Abort)
}

func (c *checkup) ConnectionLost(error) { c.timeout.Cancel() }

func (c *checkup) LineReceived(line []byte) {
	if c.method == "" {
		c.method, _, _ = strings.Cut(string(line), " ")
	}
	if len(line) > 0 {
		return
	}
	status, body := "200 OK", c.root.Tree()
	for n := range c.root.Walk() {
		if n.State != service.Running {
			status = "503 Service Unavailable"
		}
	}
	length := len(body)
	if c.method == "HEAD" {
		body = ""
	}
	fmt.Fprintf(c.transport, "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status, length, body)
	c.transport.LoseConnection()
}
