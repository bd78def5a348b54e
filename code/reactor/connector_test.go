package reactor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slowpoetry/code/protocol"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/panics"
	"slowpoetry/code/sim"
)

// free returns an address where nobody listens.
func (w *world) free() string {
	w.t.Helper()
	return "127.0.0.1:" + programtest.UnusedPort(w.t)
}

// fails connects, runs until that has failed, and returns why.
func (w *world) fails(address string, timeout time.Duration) error {
	w.t.Helper()
	d := &dialer{Protocol: &talker{name: "client", onMade: func(*talker) {
		w.t.Errorf("connected to %s", address)
		w.Stop()
	}}}
	d.onFailed = func(error) { w.CallLater(10*time.Millisecond, func() { w.Stop() }) }
	w.CallWhenRunning(func() {
		w.ConnectTCP(address, d, timeout)
		if len(d.failed) > 0 {
			w.t.Error("ConnectionFailed was called before ConnectTCP returned")
		}
	})
	w.run()
	if len(d.failed) != 1 {
		w.t.Fatalf("ConnectionFailed was called %d times", len(d.failed))
	}
	return d.failed[0]
}

func expectError(t *testing.T, err error, is error, text string) {
	t.Helper()
	if !errors.Is(err, is) || err.Error() != text {
		t.Errorf("%v\nwant %s", err, text)
	}
}

func TestRefusedConnectionFails(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		address := w.free()
		err := w.fails(address, 0)
		expectError(t, err, syscall.ECONNREFUSED, "connect "+address+": connection refused")
	})
}

func TestConnectingTakesNoLongerThanItMay(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		address := w.listen(echo).LocalAddr().String()
		err := w.fails(address, -1)
		expectError(t, err, ErrTimeout, "connect "+address+": timed out")
	})
}

func TestNobodyAnswersForThirtySeconds(t *testing.T) {
	w := simulated(t, 1)
	w.sim.MakeTrouble(netip.MustParseAddrPort("127.0.0.1:10000"), sim.Trouble{Ignore: 1})
	err := w.fails("localhost:10000", 0)
	expectError(t, err, ErrTimeout, "connect localhost:10000: timed out")
	if took := w.Now(); took < 30*time.Second || took > 31*time.Second {
		t.Errorf("after %v", took)
	}
}

func TestAddressThatIsNoneFailsLater(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		for _, address := range []string{"", "nowhere", "127.0.0.1", "127.0.0.1:poetry", "127.0.0.1:65536", "127.0.0.1:-1"} {
			err := w.fails(address, 0)
			if !strings.HasPrefix(err.Error(), "connect "+address+": ") {
				t.Errorf("%q: %v", address, err)
			}
		}
	})
}

func TestDisconnectGivesUpConnecting(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		address := w.free()
		for range 2 {
			d := &dialer{onFailed: func(reason error) {
				expectError(t, reason, net.ErrClosed, "connect "+address+": given up")
				w.Stop()
			}}
			w.listenAt(address, echo)
			w.CallWhenRunning(func() {
				c := w.ConnectTCP(address, d, 0)
				c.Disconnect()
				c.Disconnect()
				if d.failed != nil {
					t.Error("ConnectionFailed was called from inside of Disconnect")
				}
			})
			w.run()
			if len(d.failed) != 1 {
				t.Errorf("ConnectionFailed was called %d times", len(d.failed))
			}
		}
	})
}

func TestReactorThatStopsGivesUpConnecting(t *testing.T) {
	for name, address := range map[string]string{"connecting": "127.0.0.1:10000", "looking up": "poems:10000"} {
		t.Run(name, func(t *testing.T) {
			w := simulated(t, 1)
			w.lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			w.sim.MakeTrouble(netip.MustParseAddrPort("127.0.0.1:10000"), sim.Trouble{Ignore: 1})
			d := &dialer{}
			w.ConnectTCP(address, d, 0)
			w.CallLater(time.Second, func() { w.Stop() })
			w.run()
			if len(d.failed) != 1 {
				t.Fatalf("ConnectionFailed was called %d times", len(d.failed))
			}
			expectError(t, d.failed[0], ErrStopped, "connect "+address+": reactor stopped")
			w.CallLater(time.Second, func() { w.Stop() })
			w.run() // in which nothing comes of it
			if len(d.failed) != 1 {
				t.Errorf("ConnectionFailed was called %d times", len(d.failed))
			}
		})
	}
}

// resolve has the next lookup answered so, at once.
func (w *world) resolve(answer func(host string) ([]netip.Addr, error)) {
	release := func() {}
	if w.sim != nil {
		release = w.sim.Hold() // else it leaps to the timeout before another goroutine has a say
	}
	w.lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
		context.AfterFunc(ctx, func() { w.CallFromGoroutine(release) }) // when the answer is there
		return answer(host)
	}
}

// TestNamesAreLookedUp tries a host that is at two addresses, the first of which refuses.
func TestNamesAreLookedUp(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		port := w.listen(echo).LocalAddr()
		address := netip.AddrPortFrom(port.Addr(), port.Port()).String()
		_, service, _ := net.SplitHostPort(address)
		w.resolve(func(host string) ([]netip.Addr, error) {
			if host != "poems.example" {
				t.Errorf("asked for %q", host)
			}
			return []netip.Addr{netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("::ffff:127.0.0.1")}, nil
		})
		client := &talker{name: "client", onMade: func(c *talker) {
			if c.RemoteAddr() != port {
				t.Errorf("connected to %v", c.RemoteAddr())
			}
			w.Stop()
		}}
		d := &dialer{Protocol: client, onFailed: func(reason error) { t.Error(reason); w.Stop() }}
		w.ConnectTCP("poems.example:"+service, d, 0)
		w.run()
		if client.made != 1 {
			t.Error("not connected")
		}
	})
}

func TestLookupsThatFindNothing(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		lost := &net.DNSError{Err: "no such host", Name: "poems.example", IsNotFound: true}
		w.resolve(func(string) ([]netip.Addr, error) { return nil, lost })
		err := w.fails("poems.example:10000", 0)
		expectError(t, err, lost, "connect poems.example:10000: lookup poems.example: no such host")

		w.resolve(func(string) ([]netip.Addr, error) { return nil, nil })
		if err := w.fails("poems.example:10000", 0); err.Error() != "connect poems.example:10000: host has no address" {
			t.Error(err)
		}

		first := w.free()
		_, service, _ := net.SplitHostPort(first)
		w.resolve(func(string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")}, nil
		})
		err = w.fails("poems.example:"+service, 0)
		expectError(t, err, syscall.ECONNREFUSED, "connect "+first+": connection refused")
	})
}

func TestLookupThatTakesTooLongIsGivenUp(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		ended := make(chan struct{})
		w.lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			defer close(ended)
			<-ctx.Done()
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil // too late
		}
		err := w.fails("poems.example:10000", 10*time.Millisecond)
		expectError(t, err, ErrTimeout, "connect poems.example:10000: timed out")
		<-ended
	})
}

func TestConnectingAgainUntilSomebodyListens(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		address := w.free()
		client := &talker{name: "client"}
		var c *Connector
		d := &dialer{Protocol: client}
		d.onFailed = func(error) {
			if len(d.failed) == 3 {
				w.listenAt(address, echo)
			}
			c.Connect()
		}
		client.onMade = func(*talker) {
			c.Connect() // does nothing, while there is a connection
			io.WriteString(client, "hello")
		}
		client.onData = func(*talker, []byte) { c.Disconnect() }
		client.onLost = func(*talker) {
			if client.lost == 3 {
				w.Stop()
				return
			}
			client.made = 0
			client.lost, client.name = 0, client.name+"'" // another life
			if client.name == "client'''" {
				w.Stop()
				return
			}
			c.Connect()
		}
		c = w.ConnectTCP(address, d, 0)
		w.run()
		if len(d.failed) != 3 || client.name != "client'''" {
			t.Errorf("failed %d times, and then %s", len(d.failed), client.name)
		}
	})
}

// TestFailingAtOnceForEverLeavesRoomForOthers reconnects without a rest.
func TestFailingAtOnceForEverLeavesRoomForOthers(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var c *Connector
		d := &dialer{onFailed: func(error) { c.Connect() }}
		c = w.ConnectTCP("nowhere", d, 0)
		turns := 0
		var turn func()
		turn = func() {
			if turns++; turns == 10 {
				w.Stop()
				return
			}
			w.CallLater(0, turn)
		}
		turn()
		w.run()
		if len(d.failed) < 5 || len(d.failed) > 15 {
			t.Errorf("failed %d times in ten turns", len(d.failed))
		}
	})
}

func TestClientsFactoryMayHangUp(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server", onLost: func(*talker) { w.Stop() }}
		d := w.connect(w.listen(serving(server)), nil)
		w.run()
		if ended(t, server, io.EOF); d.failed != nil {
			t.Error(d.failed)
		}
	})
}

// TestClientWhoAlwaysComesBackLetsTheReactorStop connects again when the connection is lost because
// the reactor stops.
func TestClientWhoAlwaysComesBackLetsTheReactorStop(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		port := w.listen(echo)
		client := &talker{name: "client", onMade: func(*talker) { w.Stop() }}
		var c *Connector
		client.onLost = func(*talker) { c.Connect() }
		d := &dialer{Protocol: client, onFailed: func(error) { w.Stop() }}
		c = w.ConnectTCP(port.LocalAddr().String(), d, 0)
		w.run()
		if ended(t, client, ErrStopped); len(d.failed) != 0 {
			t.Errorf("failed: %v", d.failed)
		}
		w.run()
		if len(d.failed) != 1 || !errors.Is(d.failed[0], ErrStopped) {
			t.Errorf("failed in the next Run: %v", d.failed)
		}
	})
}

func TestAPanicInTheLookupIsWhyThereIsNoConnection(t *testing.T) {
	w := newWorld(t, Config{Lookup: func(context.Context, string) ([]netip.Addr, error) { panic("no book") }})
	d := &dialer{onFailed: func(error) { w.Stop() }}
	w.ConnectTCP("poem.example:10001", d, 0)
	w.run()
	var panicked *panics.Error
	if len(d.failed) != 1 || !errors.As(d.failed[0], &panicked) {
		t.Errorf("connecting failed: %v", d.failed)
	}
	if log := w.takeLog(); !strings.Contains(log, `panic="no book"`) {
		t.Errorf("the log says %q", log)
	}
}

// TestAnAddressThatDoesNotAnswerTakesAQuarterOfASecond has a host with two of them, and a third
// that answers.
func TestAnAddressThatDoesNotAnswerTakesAQuarterOfASecond(t *testing.T) {
	w := simulated(t, 1)
	var addresses []netip.Addr
	for _, host := range []string{"127.0.0.3", "127.0.0.2", "127.0.0.1"} {
		addresses = append(addresses, netip.MustParseAddr(host))
		w.sim.MakeTrouble(netip.AddrPortFrom(netip.MustParseAddr(host), 10000), sim.Trouble{Ignore: 1})
	}
	w.sim.MakeTrouble(netip.MustParseAddrPort("127.0.0.1:10000"), sim.Trouble{})
	w.listenAt("127.0.0.1:10000", echo)
	w.resolve(func(string) ([]netip.Addr, error) { return addresses, nil })
	client := &talker{name: "client", onMade: func(*talker) { w.CallLater(time.Minute, func() { w.Stop() }) }}
	d := &dialer{Protocol: client}
	w.ConnectTCP("poems.example:10000", d, 0)
	took := time.Duration(0)
	client.onMade = func(*talker) { took = w.Now(); w.Stop() }
	w.run()
	if client.made != 1 || len(d.failed) != 0 || took < 500*time.Millisecond || took > 600*time.Millisecond {
		t.Errorf("made %d times after %v; failed %v", client.made, took, d.failed)
	}
}

// A busybody is a client factory that does something in BuildProtocol.
type busybody struct {
	dialer
	build func()
}

func (b *busybody) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	b.build()
	return b.Protocol
}

func TestBuildProtocolMayUseItsConnector(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		port := w.listen(echo)
		client := &talker{name: "client", onLost: func(*talker) { w.Stop() }}
		built := 0
		var c *Connector
		b := &busybody{dialer: dialer{Protocol: client}, build: func() {
			built++
			c.Connect() // there is a connection
			c.Disconnect()
		}}
		c = w.ConnectTCP(port.LocalAddr().String(), b, 0)
		w.run()
		if built != 1 || client.made != 1 || client.lost != 1 || b.failed != nil {
			t.Errorf("built %d, made %d, lost %d, failed %v", built, client.made, client.lost, b.failed)
		}
		ended(t, client, net.ErrClosed)
	})
}

// TestWhatWasSaidBeforeAResetIsReceived resets a connection before its client has looked at it.
func TestWhatWasSaidBeforeAResetIsReceived(t *testing.T) {
	w := newWorld(t, Config{})
	if w.Stack().Name() == "portable" {
		t.Skip("package net says that there was no connection")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client := &talker{name: "client", onLost: func(*talker) { w.Stop() }}
	d := &dialer{Protocol: client, onFailed: func(error) { w.Stop() }}
	w.CallWhenRunning(func() {
		w.ConnectTCP(l.Addr().String(), d, 0)
		conn, err := l.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, "go away")
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	})
	w.run()
	if ended(t, client, syscall.ECONNRESET); string(client.received) != "go away" || d.failed != nil {
		t.Errorf("received %q, failed %v", client.received, d.failed)
	}
}
