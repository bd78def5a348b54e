package reactor

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/panics"
	"slowpoetry/code/protocol"
)

// A talker is a protocol of which each method can be replaced, that keeps what it receives and
// counts how often it is told of the beginning and the end.
type talker struct {
	protocol.Transport
	name     string
	received []byte
	made     int
	lost     int
	reason   error

	onMade func(t *talker)
	onData func(t *talker, data []byte) // in place of keeping it
	onLost func(t *talker)
}

func (t *talker) String() string { return t.name }

func (t *talker) ConnectionMade(transport protocol.Transport) {
	t.Transport = transport
	t.made++
	if t.onMade != nil {
		t.onMade(t)
	}
}

func (t *talker) DataReceived(data []byte) {
	if t.made != 1 || t.lost != 0 {
		panic(fmt.Sprintf("%d bytes received; made %d, lost %d", len(data), t.made, t.lost))
	}
	if t.onData != nil {
		t.onData(t, data)
	} else {
		t.received = append(t.received, data...)
	}
}

func (t *talker) ConnectionLost(reason error) {
	t.lost++
	t.reason = reason
	if t.onLost != nil {
		t.onLost(t)
	}
}

// A halfCloser is a talker that goes on when the other end has said all.
type halfCloser struct {
	*talker
	onHalf func()
}

func (h *halfCloser) ReadConnectionLost() { h.onHalf() }

// A dialer is a client factory that has one protocol to give, and keeps why there was no connection.
type dialer struct {
	protocol.Protocol
	failed   []error
	onFailed func(reason error)
}

func (d *dialer) BuildProtocol(netip.AddrPort) protocol.Protocol { return d.Protocol }

func (d *dialer) ConnectionFailed(reason error) {
	d.failed = append(d.failed, reason)
	if d.onFailed != nil {
		d.onFailed(reason)
	}
}

// serving returns a factory that gives everybody the same protocol: for a single visitor.
func serving(p protocol.Protocol) protocol.Factory {
	return protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return p })
}

// listen takes connections at a port of its own, until the test ends.
func (w *world) listen(f protocol.Factory) *Port {
	w.t.Helper()
	return w.listenAt("127.0.0.1:0", f)
}

// listenAt takes connections at an address, until the test ends. Where it matters that nobody else
// does after that, the address is a free one.
func (w *world) listenAt(address string, f protocol.Factory) *Port {
	w.t.Helper()
	p, err := w.ListenTCP(address, f)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(p.StopListening)
	return p
}

// connect connects a protocol to a port.
func (w *world) connect(p *Port, client protocol.Protocol) *dialer {
	d := &dialer{Protocol: client}
	w.ConnectTCP(p.LocalAddr().String(), d, 0)
	return d
}

// talk connects two protocols, and runs until both have lost the connection.
func (w *world) talk(server, client protocol.Protocol) {
	w.t.Helper()
	missing := 2
	for _, p := range []protocol.Protocol{server, client} {
		if h, ok := p.(*halfCloser); ok {
			p = h.talker
		}
		t := p.(*talker)
		then := t.onLost
		t.onLost = func(t *talker) {
			if missing--; missing == 0 {
				w.Stop()
			}
			if then != nil {
				then(t)
			}
		}
	}
	w.connect(w.listen(serving(server)), client)
	w.run()
	for _, p := range []protocol.Protocol{server, client} {
		if h, ok := p.(*halfCloser); ok {
			p = h.talker
		}
		if t := p.(*talker); t.made != 1 || t.lost != 1 {
			w.t.Errorf("%s: connection made %d times, lost %d times", t.name, t.made, t.lost)
		}
	}
}

// onceMade calls f when both ends of a connection know that it stands, of which one may hear long
// after the other.
func onceMade(a, b *talker, f func()) {
	missing := 2
	for _, end := range []*talker{a, b} {
		then := end.onMade
		end.onMade = func(t *talker) {
			if then != nil {
				then(t)
			}
			if missing--; missing == 0 {
				f()
			}
		}
	}
}

// ended checks why a connection was lost.
func ended(t *testing.T, who *talker, reason error) {
	t.Helper()
	if !errors.Is(who.reason, reason) {
		t.Errorf("%s lost the connection: %v, want %v", who.name, who.reason, reason)
	}
}

func TestEcho(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server", onData: func(s *talker, data []byte) { s.Write(data) }}
		client := &talker{name: "client", onMade: func(c *talker) {
			if n, err := io.WriteString(c, "hello?"); n != 6 || err != nil {
				t.Errorf("Write: %d, %v", n, err)
			}
		}}
		client.onData = func(c *talker, data []byte) {
			if c.received = append(c.received, data...); len(c.received) == 6 {
				c.LoseConnection()
			}
		}
		w.talk(server, client)
		if string(client.received) != "hello?" {
			t.Errorf("the echo was %q", client.received)
		}
		ended(t, server, io.EOF)
		ended(t, client, net.ErrClosed)
	})
}

// pattern returns n bytes that tell where they are from.
func pattern(n int) []byte { return patterned()[:n:n] }

var patterned = sync.OnceValue(func() []byte {
	text := make([]byte, 10<<20)
	for i := range text {
		text[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return text
})

// same checks what was received, without printing megabytes.
func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %d bytes, which are not the %d that were sent", what, len(got), len(want))
	}
}

func TestHalfCloseLeavesTheOtherHalf(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		answer := pattern(1 << 20)
		server := &talker{name: "server"}
		client := &talker{name: "client", onMade: func(c *talker) {
			io.WriteString(c, "question")
			c.CloseWrite()
			if n, err := io.WriteString(c, "more"); n != 0 || err != net.ErrClosed {
				t.Errorf("Write after CloseWrite: %d, %v", n, err)
			}
		}}
		w.talk(&halfCloser{server, func() {
			server.Write(answer)
			server.CloseWrite() // and so both halves are
		}}, client)
		if string(server.received) != "question" {
			t.Errorf("the server received %q", server.received)
		}
		same(t, "answer", client.received, answer)
		ended(t, server, net.ErrClosed)
		ended(t, client, io.EOF)
	})
}

func TestTheOthersHalfCloseIsTheEndAfterWhatIsUnsent(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		answer := w.much()
		server := &talker{name: "server", onData: func(s *talker, data []byte) {
			s.Write(answer)
		}}
		client := &talker{name: "client", onMade: func(c *talker) {
			io.WriteString(c, "?")
			c.CloseWrite()
		}}
		w.talk(server, client)
		same(t, "answer", client.received, answer)
		ended(t, server, io.EOF)
		ended(t, client, io.EOF)
	})
}

// TestLoseConnectionSendsWhatIsUnsent writes much more than there is room for, to somebody who
// takes his time.
func TestLoseConnectionSendsWhatIsUnsent(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := w.much()
		server := &talker{name: "server", onMade: func(s *talker) {
			mine := bytes.Clone(text)
			s.Write(mine)
			clear(mine) // it is ours again
			s.LoseConnection()
			s.LoseConnection()
		}}
		client := &talker{name: "client", onData: func(c *talker, data []byte) {
			before := len(c.received)
			c.received = append(c.received, data...)
			if len(c.received)>>17 > before>>17 {
				c.PauseProducing()
				w.CallLater(time.Millisecond, c.ResumeProducing)
			}
		}}
		w.talk(server, client)
		same(t, "text", client.received, text)
		ended(t, server, net.ErrClosed)
		ended(t, client, io.EOF)
	})
}

// TestClosingConnectionReadsOn would be stuck if it did not: each end waits for the other to
// read.
func TestClosingConnectionReadsOn(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := w.much()
		server := &talker{name: "server", onMade: func(s *talker) {
			s.Write(text)
			s.LoseConnection()
		}}
		server.onData = func(*talker, []byte) { t.Error("data received after LoseConnection") }
		client := &talker{name: "client", onMade: func(c *talker) {
			c.Write(text[:len(text)*2/5])
			c.PauseProducing()
			c.RegisterProducer(&puller{ask: func() { // when all is out
				c.UnregisterProducer()
				c.ResumeProducing()
			}}, false)
		}}
		w.talk(server, client)
		same(t, "text", client.received, text)
	})
}

func TestAbortResets(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := w.much()
		server := &talker{name: "server", onData: func(s *talker, data []byte) {
			s.Write(text)
			s.Abort()
			s.Abort()
			if s.lost != 0 {
				t.Error("ConnectionLost was called from inside of Abort")
			}
		}}
		client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "?") }}
		w.talk(server, client)
		if len(client.received) >= len(text) {
			t.Error("all of it came, in spite of Abort")
		}
		ended(t, server, net.ErrClosed)
		ended(t, client, syscall.ECONNRESET)
	})
}

func TestAfterTheEndNothingHappens(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		use := func(p *talker) {
			before := p.lost
			if n, err := io.WriteString(p, "too late"); n != 0 || err != net.ErrClosed {
				t.Errorf("Write of the %s: %d, %v", p.name, n, err)
			}
			p.CloseWrite()
			p.PauseProducing()
			p.ResumeProducing()
			producer := new(puller)
			p.RegisterProducer(producer, true)
			p.UnregisterProducer()
			if !producer.stopped {
				t.Error("a producer was not told that it is too late")
			}
			p.StopProducing()
			p.LoseConnection()
			p.Abort()
			if p.lost != before {
				t.Error("ConnectionLost was called from inside")
			}
			if p.name == "server" && !p.RemoteAddr().IsValid() {
				t.Error("who was that?")
			}
		}
		server := &talker{name: "server", onMade: func(s *talker) { s.LoseConnection(); use(s) }}
		server.onLost = func(s *talker) {
			use(s)
			w.CallLater(time.Millisecond, func() { use(s) })
		}
		client := &talker{name: "client", onLost: use}
		w.talk(server, client)
	})
}

func TestStopInDataReceivedEndsAllConnections(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server", onData: func(s *talker, data []byte) {
			if err := w.Stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
			if s.lost != 0 {
				t.Error("ConnectionLost was called from inside of Stop")
			}
		}}
		client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "stop") }}
		address := w.free()
		w.connect(w.listenAt(address, serving(server)), client)
		w.run()
		for _, p := range []*talker{server, client} {
			if ended(t, p, ErrStopped); p.lost != 1 {
				t.Errorf("%s lost the connection %d times", p.name, p.lost)
			}
		}
		if again, err := w.ListenTCP(address, nil); err != nil {
			t.Errorf("the port is not free: %v", err)
		} else {
			again.StopListening()
		}
	})
}

// TestStopGoesThroughAChainOfConnections stops a reactor in which the end of each connection is a
// reason to close the next.
func TestStopGoesThroughAChainOfConnections(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		port := w.listen(echo)
		var chain []*talker
		var grow func(*talker)
		grow = func(*talker) {
			if len(chain) == 5 {
				w.Stop()
				return
			}
			link := &talker{name: fmt.Sprint("link ", len(chain)), onMade: grow}
			if len(chain) > 0 {
				next := chain[len(chain)-1]
				link.onLost = func(*talker) { next.LoseConnection() }
			}
			chain = append(chain, link)
			w.connect(port, link)
		}
		grow(nil)
		w.run()
		for _, link := range chain {
			if link.lost != 1 {
				t.Errorf("%s was lost %d times", link.name, link.lost)
			}
		}
	})
}

// TestFailedWriteIsNoEndOfReading writes to somebody who has said why he left, and was not heard.
func TestFailedWriteIsNoEndOfReading(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server", onMade: func(s *talker) { io.WriteString(s, "go away") }}
		client := &talker{name: "client", onMade: func(c *talker) { c.PauseProducing() }}
		onceMade(server, client, func() { w.CallLater(50*time.Millisecond, server.Abort) })
		server.onLost = func(*talker) {
			w.CallLater(50*time.Millisecond, func() {
				client.ResumeProducing()
				if n, err := io.WriteString(client, "but why?"); n != 8 || err != nil {
					t.Errorf("Write: %d, %v", n, err)
				}
				if client.lost != 0 {
					t.Error("ConnectionLost was called from inside of Write")
				}
			})
		}
		w.talk(server, client)
		if string(client.received) != "go away" {
			t.Errorf("received %q", client.received)
		}
		if !errors.Is(client.reason, syscall.ECONNRESET) && !errors.Is(client.reason, syscall.EPIPE) {
			t.Errorf("lost the connection: %v", client.reason)
		}
	})
}

// TestPanicTakesDownItsConnectionAlone has a visitor for whom one callback panics, and another
// whom that must not concern.
func TestPanicTakesDownItsConnectionAlone(t *testing.T) {
	bang := func(*talker) { panic("bang") }
	for name, server := range map[string]protocol.Protocol{
		"ConnectionMade":     &talker{name: "victim", onMade: bang},
		"DataReceived":       &talker{name: "victim", onData: func(*talker, []byte) { panic("bang") }},
		"ConnectionLost":     &talker{name: "victim", onLost: bang},
		"ReadConnectionLost": &halfCloser{&talker{name: "victim"}, func() { panic("bang") }},
		"StopProducing": &talker{name: "victim", onMade: func(v *talker) {
			v.RegisterProducer(&puller{stop: func() { panic("bang") }}, true)
		}},
		"ResumeProducing": &talker{name: "victim", onMade: func(v *talker) {
			v.RegisterProducer(&puller{ask: func() { panic("bang") }}, false)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inEachWorld(t, func(t *testing.T, w *world) { panicking(t, w, name, server) })
		})
	}
}

func panicking(t *testing.T, w *world, callback string, server protocol.Protocol) {
	victim, ok := server.(*talker)
	if !ok {
		victim = server.(*halfCloser).talker
	}
	*victim = talker{name: victim.name, onMade: victim.onMade, onData: victim.onData, onLost: victim.onLost}
	other := &talker{name: "other", onData: func(o *talker, data []byte) { o.Write(data) }}
	visits := 0
	port := w.listen(protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		if visits++; visits == 1 {
			return other
		}
		return server
	}))
	client := &talker{name: "client", onMade: func(c *talker) {
		io.WriteString(c, "?")
		c.CloseWrite()
	}}
	witness := &talker{name: "witness", onData: func(*talker, []byte) { w.Stop() }}
	goOn := func() { w.CallLater(time.Millisecond, func() { io.WriteString(witness, "!") }) }
	witness.onMade = func(*talker) {
		// It may be reset before we know that it stands.
		w.connect(port, client).onFailed = func(error) { goOn() }
	}
	client.onLost = func(*talker) { goOn() }
	w.connect(port, witness)
	w.run()

	if victim.lost != 1 || other.lost != 1 || other.reason != ErrStopped {
		t.Errorf("lost: victim %d times, other %d times, %v", victim.lost, other.lost, other.reason)
	}
	var p *panics.Error
	if atEnd := callback == "ConnectionLost" || callback == "StopProducing"; !errors.As(victim.reason, &p) && !atEnd {
		t.Errorf("the victim heard of %v", victim.reason)
	}
	if log := w.takeLog(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "panic=bang") {
		t.Errorf("log: %s", log)
	}
}

// TestTheEndIsToldOnce leaves in two ways at once.
func TestTheEndIsToldOnce(t *testing.T) {
	for name, leave := range map[string]func(w *world, s *talker){
		"Abort, and panic":          func(w *world, s *talker) { s.Abort(); panic("bang") },
		"LoseConnection, and panic": func(w *world, s *talker) { s.LoseConnection(); panic("bang") },
		"LoseConnection, and Abort": func(w *world, s *talker) { s.LoseConnection(); s.Abort() },
		"Abort, and Stop":           func(w *world, s *talker) { s.Abort(); w.Stop() },
		"LoseConnection, and Stop":  func(w *world, s *talker) { s.LoseConnection(); w.Stop() },
	} {
		t.Run(name, func(t *testing.T) {
			inEachWorld(t, func(t *testing.T, w *world) {
				server := &talker{name: "server", onData: func(s *talker, data []byte) { leave(w, s) }}
				client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "?") }}
				w.talk(server, client)
				w.takeLog()
			})
		})
	}
}

func TestPanicInBuildProtocol(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		visits := 0
		server := &talker{name: "server"}
		port := w.listen(protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
			if visits++; visits == 1 {
				panic("bang")
			}
			return server
		}))
		second := &talker{name: "second", onMade: func(*talker) { w.Stop() }}
		first := &talker{name: "first", onLost: func(*talker) { w.connect(port, second) }}
		d := w.connect(port, first)
		d.onFailed = func(error) { w.connect(port, second) } // reset before it knew that it stood
		w.run()
		if first.lost+len(d.failed) != 1 || visits != 2 && second.made != 1 {
			t.Errorf("first lost %d, failed %v; %d visits, second made %d", first.lost, d.failed, visits, second.made)
		}
		if log := w.takeLog(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "panic=bang") {
			t.Errorf("log: %s", log)
		}
	})
}

func TestPanicsInAClientsFactory(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server"}
		d := &panickyDialer{onFailed: func() { w.CallLater(0, func() { w.Stop() }) }}
		w.ConnectTCP(w.listen(serving(server)).LocalAddr().String(), d, 0)
		w.run()
		var p *panics.Error
		if !errors.As(d.failed, &p) || p.Value != "no idea" {
			t.Errorf("failed: %v", d.failed)
		}
		log := w.takeLog()
		if strings.Count(log, "\n") != 2 || !strings.Contains(log, `panic="no idea"`) || !strings.Contains(log, "panic=alas") {
			t.Errorf("log: %s", log)
		}
	})
}

// A panickyDialer panics in whatever it is asked.
type panickyDialer struct {
	failed   error
	onFailed func()
}

func (*panickyDialer) BuildProtocol(netip.AddrPort) protocol.Protocol { panic("no idea") }

func (d *panickyDialer) ConnectionFailed(reason error) {
	d.failed = reason
	d.onFailed()
	panic("alas")
}

func TestConnectionsAreNamedInLogsAfterTheirProtocols(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "poem 7", onData: func(*talker, []byte) { panic("bang") }}
		client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "?") }}
		w.talk(server, client)
		if log := w.takeLog(); !strings.Contains(log, `callback="poem 7"`) {
			t.Errorf("log: %s", log)
		}
		ended(t, client, syscall.ECONNRESET)
	})
}

// A recital is a handler of lines that waits, and then cannot bear one of them.
type recital struct {
	protocol.LineTransport
	w    *world
	lost error
}

func (r *recital) ConnectionMade(t protocol.LineTransport) {
	r.LineTransport = t
	r.PauseProducing()
	r.w.CallLater(10*time.Millisecond, r.ResumeProducing)
}

func (r *recital) LineReceived(line []byte)    { panic("bang") }
func (r *recital) ConnectionLost(reason error) { r.lost = reason }

func TestALineThatPanicsOnATimersTimeTakesDownItsConnection(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		handler := &recital{w: w}
		port := w.listen(serving(&protocol.LineReceiver{Handler: handler}))
		client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "tide\r\n") }}
		client.onLost = func(*talker) { w.Stop() }
		w.connect(port, client)
		w.run()
		ended(t, client, syscall.ECONNRESET)
		if p, ok := handler.lost.(*panics.Error); !ok || p.Value != "bang" {
			t.Errorf("the handler heard of %v", handler.lost)
		}
		if log := w.takeLog(); strings.Count(log, "\n") != 1 || !strings.Contains(log, "panic=bang") {
			t.Errorf("log: %s", log)
		}
	})
}
