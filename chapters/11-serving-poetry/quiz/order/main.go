// Command order says when a server hears that its client has left.
package main

import (
	"context"
	"fmt"
	"net/netip"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

//listing:server

// A server sends a line and closes.
type server struct{ r *reactor.Reactor }

func (s server) ConnectionMade(t protocol.Transport) {
	t.Write([]byte("slack water\n"))
	t.LoseConnection()
	fmt.Println("closing")
}

func (s server) ConnectionLost(reason error) {
	fmt.Println("lost")
	s.r.Stop()
}

//listing:end

func (s server) DataReceived(data []byte) { fmt.Println("received") }

func (s server) BuildProtocol(netip.AddrPort) protocol.Protocol {
	fmt.Println("built")
	return s
}

// A client prints what it hears.
type client struct{ server }

func (c client) BuildProtocol(netip.AddrPort) protocol.Protocol { return c }
func (c client) ConnectionFailed(reason error)                  { fmt.Println(reason) }
func (c client) ConnectionMade(t protocol.Transport)            {}
func (c client) DataReceived(data []byte)                       { fmt.Print(string(data)) }
func (c client) ConnectionLost(reason error)                    { fmt.Println("heard") }

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		panic(err)
	}
	port, err := r.ListenTCP("127.0.0.1:0", server{r})
	if err != nil {
		panic(err)
	}
	fmt.Println("open")
	r.ConnectTCP(port.LocalAddr().String(), client{server{r}}, 0)
	r.Run(context.Background())
}
