package reactor

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slowpoetry/code/socket"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/sim"
)

// echo is a factory of protocols that send everything back.
var echo = protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
	return &talker{name: "echo", onData: func(e *talker, data []byte) { e.Write(data) }}
})

// A crowd is clients that each want a word echoed, and leave.
type crowd struct {
	w       *world
	missing int // who have not left yet
	lost    int // how often all of them together lost a connection
	served  int
}

func (c *crowd) BuildProtocol(netip.AddrPort) protocol.Protocol {
	visitor := &talker{name: "visitor"}
	visitor.onMade = func(v *talker) { io.WriteString(v, "hello") }
	visitor.onData = func(v *talker, data []byte) {
		if v.received = append(v.received, data...); string(v.received) == "hello" {
			c.served++
			v.LoseConnection()
		}
	}
	visitor.onLost = func(*talker) { c.lost++; c.left() }
	return visitor
}

func (c *crowd) ConnectionFailed(reason error) {
	c.w.t.Errorf("a visitor did not get in: %v", reason)
	c.left()
}

func (c *crowd) left() {
	if c.missing--; c.missing == 0 {
		c.w.Stop()
	}
}

// visit sends n visitors at once, and runs until they have left.
func (w *world) visit(port *Port, n int) {
	w.t.Helper()
	w.visitAfter(0, port, n)
}

func (w *world) visitAfter(pause time.Duration, port *Port, n int) {
	w.t.Helper()
	c := &crowd{w: w, missing: n}
	w.CallLater(pause, func() {
		for range n {
			w.ConnectTCP(port.LocalAddr().String(), c, 0)
		}
	})
	w.run()
	if c.served != n || c.lost != n {
		w.t.Errorf("of %d visitors %d were served, and %d connections were lost", n, c.served, c.lost)
	}
}

func TestManyConnectionsAtOnce(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		w.visit(w.listen(echo), 500)
		w.visit(w.listen(echo), 5) // in another Run
	})
}

func TestFactoryMayHangUp(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var from netip.AddrPort
		port := w.listen(protocol.FactoryFunc(func(remote netip.AddrPort) protocol.Protocol {
			from = remote
			return nil
		}))
		client := &talker{name: "client", onLost: func(*talker) { w.Stop() }}
		var local netip.AddrPort
		client.onMade = func(c *talker) { local = c.LocalAddr() }
		w.connect(port, client)
		w.run()
		if ended(t, client, io.EOF); from != local || !from.IsValid() {
			t.Errorf("the factory was asked about %v, and it was %v", from, local)
		}
	})
}

func TestListenTCPSaysWhatIsWrong(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		address := w.listen(echo).LocalAddr().String()
		_, err := w.ListenTCP(address, echo)
		if !errors.Is(err, syscall.EADDRINUSE) || err.Error() != "listen "+address+": address already in use" {
			t.Errorf("a port that is taken: %v", err)
		}
		if _, err := w.ListenTCP("nowhere", echo); err == nil || !strings.HasPrefix(err.Error(), "listen nowhere: ") {
			t.Errorf("no address: %v", err)
		}
	})
}

func TestStopListeningLeavesConnectionsAlone(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		address := w.free()
		var port *Port
		client := &talker{name: "client", onData: func(*talker, []byte) { w.Stop() }}
		late := &dialer{}
		ask := func() { // the client may hear that it is in after the other that it is not
			if client.made == 1 && len(late.failed) == 1 {
				io.WriteString(client, "still there?")
			}
		}
		client.onMade = func(*talker) { ask() }
		late.onFailed = func(reason error) {
			if !errors.Is(reason, syscall.ECONNREFUSED) {
				t.Errorf("late: %v", reason)
			}
			ask()
		}
		server := &talker{name: "server", onMade: func(*talker) {
			port.StopListening()
			port.StopListening()
			w.ConnectTCP(address, late, 0)
		}}
		server.onData = func(s *talker, data []byte) { s.Write(data) }
		port = w.listenAt(address, serving(server))
		w.connect(port, client)
		w.run()
		if server.lost != 1 || len(late.failed) != 1 {
			t.Errorf("lost %d times; %d failures", server.lost, len(late.failed))
		}
	})
}

func TestStopListeningInBuildProtocol(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var port *Port
		built := 0
		server := &talker{name: "server"}
		port = w.listen(protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
			built++
			port.StopListening()
			return server
		}))
		server.onLost = func(*talker) { w.Stop() }
		for range 3 { // of whom one gets in
			w.connect(port, &talker{name: "client", onMade: func(c *talker) { c.LoseConnection() }})
		}
		w.run()
		if built != 1 {
			t.Errorf("%d connections taken by a port that was closed in the first", built)
		}
	})
}

// TestTooManyOpenFilesAreSurvived is about all that a port does; TestNoDescriptorsLeft is about this
// machine.
func TestTooManyOpenFilesAreSurvived(t *testing.T) {
	w := simulated(t, 1)
	port := w.listen(echo)
	w.sim.MakeTrouble(port.LocalAddr(), sim.Trouble{NoFiles: true})
	waits := 0
	w.poller = counting{w.poller, &waits}
	turnedAway := w.turnedAway(port, 3)
	w.CallLater(2500*time.Millisecond, func() {
		if waits > 60 {
			t.Errorf("the loop went round %d times with nothing to do", waits)
		}
		w.sim.MakeTrouble(port.LocalAddr(), sim.Trouble{})
	})
	w.visitAfter(2500*time.Millisecond, port, 3)
	if now := w.Now(); *turnedAway != 3 || now > 2700*time.Millisecond {
		t.Errorf("%d were turned away, and it took %v to go on", *turnedAway, now)
	}
	expectOneWarning(t, w, port)
}

// turnedAway sends n visitors, and counts those that hear nothing but the end.
func (w *world) turnedAway(port *Port, n int) *int {
	count := 0
	for range n {
		w.connect(port, &talker{name: "visitor", onLost: func(v *talker) {
			if v.reason == io.EOF && len(v.received) == 0 {
				count++
			}
		}})
	}
	return &count
}

func expectOneWarning(t *testing.T, w *world, port *Port) {
	t.Helper()
	want := fmt.Sprintf(`level=WARN msg="cannot accept, trying again" port=%v error="accept: too many open files"`,
		port.LocalAddr())
	if log := w.takeLog(); strings.Count(log, "\n") != 1 || !strings.Contains(log, want) {
		t.Errorf("log: %swant: %s", log, want)
	}
}

func TestRestingPortCanBeClosed(t *testing.T) {
	w := simulated(t, 1)
	port := w.listen(echo)
	w.sim.MakeTrouble(port.LocalAddr(), sim.Trouble{NoFiles: true})
	d := w.connect(port, &talker{name: "visitor"})
	w.CallLater(500*time.Millisecond, port.StopListening)
	w.CallLater(2*time.Second, func() { w.Stop() })
	w.run()
	expectOneWarning(t, w, port)
	if d.failed != nil {
		t.Error(d.failed)
	}
}

func TestListenTCPLooksNothingUp(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		for _, address := range []string{"poems.example:0", "127.0.0.1:http-alt"} {
			if p, err := w.ListenTCP(address, echo); err == nil {
				t.Errorf("it listens at %v", p.LocalAddr())
			}
		}
	})
}

// A stubborn poller refuses to watch anything anew, so many times.
type stubborn struct {
	socket.Poller
	times int
}

func (s *stubborn) Modify(source socket.Source, interest socket.Interest) error {
	if interest != 0 && s.times > 0 {
		s.times--
		return syscall.ENOSPC
	}
	return s.Poller.Modify(source, interest)
}

func TestARestingPortThatCannotBeWatchedRestsOn(t *testing.T) {
	w := simulated(t, 1)
	port := w.listen(echo)
	w.sim.MakeTrouble(port.LocalAddr(), sim.Trouble{NoFiles: true})
	w.poller = &stubborn{w.poller, 3}
	w.CallLater(500*time.Millisecond, func() { w.sim.MakeTrouble(port.LocalAddr(), sim.Trouble{}) })
	turnedAway := w.turnedAway(port, 1)
	w.visitAfter(600*time.Millisecond, port, 3)
	if *turnedAway != 1 {
		t.Error("nobody was turned away")
	}
	expectOneWarning(t, w, port)
}
