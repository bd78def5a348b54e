// Command seats is a question in chapter 11.
package main

import (
	"context"
	"fmt"
	"net/netip"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

//listing:hall

// A hall has one seat.
type hall struct{ taken int }

func (h *hall) BuildProtocol(netip.AddrPort) protocol.Protocol {
	if h.taken == 1 {
		return nil
	}
	h.taken++
	return reciter{}
}

// A reciter says its poem and closes.
type reciter struct{}

func (reciter) ConnectionMade(t protocol.Transport) {
	t.Write([]byte("slack water"))
	t.LoseConnection()
}

func (reciter) DataReceived(data []byte)    {}
func (reciter) ConnectionLost(reason error) {}

//listing:end

// A visitor prints what it has heard, and is followed by the next.
type visitor struct {
	r       *reactor.Reactor
	address string
	number  int
	heard   string
}

func (v *visitor) come() { v.r.ConnectTCP(v.address, v, 0) }

func (v *visitor) BuildProtocol(netip.AddrPort) protocol.Protocol { return v }
func (v *visitor) ConnectionFailed(reason error)                  { fmt.Println(reason) }
func (v *visitor) ConnectionMade(t protocol.Transport)            {}
func (v *visitor) DataReceived(data []byte)                       { v.heard += string(data) }

func (v *visitor) ConnectionLost(reason error) {
	fmt.Printf("visitor %d: %q\n", v.number, v.heard)
	if v.number == 3 {
		v.r.Stop()
		return
	}
	(&visitor{v.r, v.address, v.number + 1, ""}).come()
}

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		panic(err)
	}
	port, err := r.ListenTCP("127.0.0.1:0", &hall{})
	if err != nil {
		panic(err)
	}
	(&visitor{r, port.LocalAddr().String(), 1, ""}).come()
	r.Run(context.Background())
}
