// Package net's own network for js has words for what is wrong, and no error to compare with.

//go:build !js

package reactor_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/netip"
	"syscall"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A clerk gives numbers to three visitors, and goes home.
type clerk struct {
	visitors int
	port     *reactor.Port
}

// BuildProtocol makes the clerk a factory.
func (c *clerk) BuildProtocol(netip.AddrPort) protocol.Protocol {
	if c.visitors++; c.visitors == 3 {
		c.port.StopListening()
	}
	return &desk{number: c.visitors}
}

// A desk is where one visitor is served.
type desk struct{ number int }

func (d *desk) ConnectionMade(t protocol.Transport) {
	fmt.Fprintf(t, "you are number %d\n", d.number)
	t.LoseConnection() // when that is sent
}

func (d *desk) DataReceived(data []byte)    {}
func (d *desk) ConnectionLost(reason error) {}

// A visitor prints what there is to hear, and comes back until nobody listens any more.
type visitor struct {
	connector *reactor.Connector
	home      func()
}

func (v *visitor) BuildProtocol(netip.AddrPort) protocol.Protocol { return v }

func (v *visitor) ConnectionMade(t protocol.Transport) {}
func (v *visitor) DataReceived(data []byte)            { fmt.Print(string(data)) }
func (v *visitor) ConnectionLost(reason error)         { v.connector.Connect() }

func (v *visitor) ConnectionFailed(reason error) {
	fmt.Println("closed:", errors.Is(reason, syscall.ECONNREFUSED))
	v.home()
}

// A server whose factory remembers, and a client that connects again and again.
func ExampleReactor_ListenTCP() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	c := new(clerk)
	c.port, err = r.ListenTCP("127.0.0.1:0", c)
	if err != nil {
		log.Fatal(err)
	}
	v := &visitor{home: func() { r.Stop() }}
	v.connector = r.ConnectTCP(c.port.LocalAddr().String(), v, 10*time.Second)
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// you are number 1
	// you are number 2
	// you are number 3
	// closed: true
}
