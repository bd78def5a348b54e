// Command order says what a protocol is told, and when.
package main

import (
	"context"
	"fmt"
	"net/netip"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A hasty client hangs up as soon as it is connected.
type hasty struct{ r *reactor.Reactor }

func (h hasty) BuildProtocol(netip.AddrPort) protocol.Protocol { return h }
func (h hasty) ConnectionFailed(reason error)                  { h.r.Stop() }

func (h hasty) ConnectionMade(t protocol.Transport) {
	fmt.Println("made")
	t.LoseConnection()
	fmt.Println("closing")
}

func (h hasty) DataReceived(data []byte) { fmt.Println("received") }

func (h hasty) ConnectionLost(reason error) {
	fmt.Println("lost")
	h.r.Stop()
}

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		panic(err)
	}
	nobody := protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return nil })
	port, err := r.ListenTCP("127.0.0.1:0", nobody)
	if err != nil {
		panic(err)
	}
	r.ConnectTCP(port.LocalAddr().String(), hasty{r}, 0)
	fmt.Println("asked")
	r.Run(context.Background())
}
