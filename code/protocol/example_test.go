package protocol_test

import (
	"context"
	"fmt"
	"log"
	"net/netip"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// An echo sends everything back.
type echo struct{ protocol.Transport }

func (e *echo) ConnectionMade(t protocol.Transport) { e.Transport = t }
func (e *echo) DataReceived(data []byte)            { e.Write(data) }
func (e *echo) ConnectionLost(reason error)         {}

// A caller shouts once, and listens until nothing more comes.
type caller struct {
	heard []byte
	done  func()
}

func (c *caller) ConnectionMade(t protocol.Transport) {
	t.Write([]byte("hello?"))
	t.CloseWrite()
}

func (c *caller) DataReceived(data []byte) { c.heard = append(c.heard, data...) }

func (c *caller) ConnectionLost(reason error) {
	fmt.Printf("heard %q, then %v\n", c.heard, reason)
	c.done()
}

// A caller is its own factory: there will be one connection.
func (c *caller) BuildProtocol(netip.AddrPort) protocol.Protocol { return c }

func (c *caller) ConnectionFailed(reason error) {
	fmt.Println(reason)
	c.done()
}

// Both ends of a connection, on one loop.
func Example() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	port, err := r.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(
		func(netip.AddrPort) protocol.Protocol { return new(echo) }))
	if err != nil {
		log.Fatal(err)
	}
	client := &caller{done: func() { r.Stop() }}
	r.ConnectTCP(port.LocalAddr().String(), client, 0)
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output: heard "hello?", then EOF
}

// A porter opens the door to those who say who they are.
type porter struct{ protocol.LineTransport }

func (p *porter) ConnectionMade(t protocol.LineTransport) {
	p.LineTransport = t
	p.WriteLine("who is there?")
}

func (p *porter) LineReceived(line []byte) {
	if len(line) == 0 {
		p.WriteLine("nobody? then good night")
		p.LoseConnection()
		return
	}
	p.WriteLine("come in, " + string(line))
}

func (p *porter) ConnectionLost(reason error) { fmt.Println("the door is closed:", reason) }

// A protocol needs no network to be tested: here we are the loop, and the transport prints.
func ExampleLineReceiver() {
	lines := &protocol.LineReceiver{Handler: new(porter), Delimiter: "\n"}
	lines.ConnectionMade(printer{})
	lines.DataReceived([]byte("Ali"))
	lines.DataReceived([]byte("ce\nBob\n\nCarol\n"))
	lines.ConnectionLost(fmt.Errorf("it was late"))
	// Output:
	// > who is there?
	// > come in, Alice
	// > come in, Bob
	// > nobody? then good night
	// the door is closed: it was late
}

// A printer is a transport of which one needs two methods.
type printer struct{ protocol.Transport }

func (printer) Write(p []byte) (int, error) { return fmt.Printf("> %s", p) }
func (printer) LoseConnection()             {}
