package main

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// An inn takes guests, each of whom gets the poem and leaves. It is their factory.
type inn struct {
	*proxy
	getPoem func() *deferred.Deferred[string]
	guests  int // so far
}

func (n *inn) BuildProtocol(netip.AddrPort) protocol.Protocol {
	n.guests++
	return &guest{inn: n, name: fmt.Sprintf("guest %d", n.guests)}
}

// A guest is a client of the proxy.
type guest struct {
	*inn
	name      string
	transport protocol.Transport
	poem      *deferred.Deferred[string] // that it waits for
	giveUp    *reactor.Call              // to come when all is said, and the guest does not read
}

//listing:guest

func (g *guest) ConnectionMade(t protocol.Transport) {
	g.transport = t
	g.poem = g.getPoem()
	g.poem.AddCallback(g.send)
	g.poem.AddErrback(g.refuse)
}

// ConnectionLost is called when the guest has left, with the poem or without it.
func (g *guest) ConnectionLost(error) {
	g.giveUp.Cancel()
	g.poem.Cancel()
}

//listing:end

// send is a callback: it gives the guest the poem, and says goodbye.
func (g *guest) send(text string) (string, error) {
	if _, err := io.WriteString(g.transport, text); err != nil {
		return "", fmt.Errorf("the poem is here, and the guest is not: %w", err)
	}
	g.transport.LoseConnection()
	g.giveUp = g.reactor.CallLater(time.Minute, g.transport.Abort)
	return text, nil
}

// refuse is an errback: there is no poem, or no guest any more. It breaks the connection, because an
// end in good order would be the end of a poem.
func (g *guest) refuse(err error) (string, error) {
	if err == deferred.ErrCancelled {
		g.say("%s has left", g.name)
		return "", nil
	}
	g.say("%s: %v", g.name, err)
	g.transport.Abort()
	return "", nil
}

// DataReceived does not listen: it is we who have something to say.
func (g *guest) DataReceived([]byte) {}

// String returns the name of the connection in traces and logs.
func (g *guest) String() string { return g.name }
