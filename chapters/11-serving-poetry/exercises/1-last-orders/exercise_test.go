package exercise_test

import (
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	exercise "slowpoetry/chapters/11-serving-poetry/exercises/1-last-orders"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

const second = time.Second

var poem = []string{"one", "two", "three", "four", "five"}

// whole is what somebody hears who hears it all.
var whole = strings.Join(poem, "\n") + "\n"

// A play is a server, with a line every second, and its clients.
type play struct {
	*reactor.Reactor
	world   *sim.World
	address string
}

// A listener is a client.
type listener struct {
	transport protocol.Transport
	heard     strings.Builder
	reason    error // how it ended, nil while it has not
}

func (l *listener) BuildProtocol(netip.AddrPort) protocol.Protocol { return l }
func (l *listener) ConnectionFailed(reason error)                  {}
func (l *listener) ConnectionMade(t protocol.Transport)            { l.transport = t }
func (l *listener) DataReceived(data []byte)                       { l.heard.Write(data) }
func (l *listener) ConnectionLost(reason error)                    { l.reason = reason }

// perform opens a server, has the script ask for what is to happen, and returns how long the reactor
// ran.
func perform(t *testing.T, script func(p *play)) time.Duration {
	t.Helper()
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := &exercise.Server{Reactor: r, Poem: poem, Pace: second}
	port, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &play{r, world, port.LocalAddr().String()}
	script(p)
	last := r.CallLater(time.Hour, func() { r.Stop(); r.Stop() })
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	last.Cancel()
	return world.Now()
}

// come has a client come at a time.
func (p *play) come(at time.Duration) *listener {
	l := new(listener)
	p.CallLater(at, func() { p.ConnectTCP(p.address, l, 0) })
	return l
}

func (p *play) stop(at time.Duration) { p.CallLater(at, func() { p.Stop() }) }

func TestWhoIsHereHearsItAll(t *testing.T) {
	var early, late *listener
	took := perform(t, func(p *play) {
		early, late = p.come(0), p.come(2*second)
		p.stop(3*second + second/2)
	})
	for i, l := range []*listener{early, late} {
		if l.heard.String() != whole || l.reason != io.EOF {
			t.Errorf("client %d, who was here when the reactor was stopped, hears %q, and then: %v", i+1, l.heard.String(), l.reason)
		}
	}
	if took < 7*second {
		t.Errorf("the reactor ends after %v, and the second client has the end of its poem after 7s", took)
	}
	if took > 8*second {
		t.Errorf("the reactor ends after %v, and the last client had left after 7s", took)
	}
}

func TestWhoComesLaterIsRefused(t *testing.T) {
	var here, newcomer *listener
	perform(t, func(p *play) {
		here, newcomer = p.come(0), p.come(2*second)
		p.stop(second + second/2)
	})
	if newcomer.transport != nil {
		t.Errorf("the reactor was stopped at 1.5s, and who comes at 2s gets in, and hears %q", newcomer.heard.String())
	}
	if here.heard.String() != whole {
		t.Errorf("the reactor was stopped at 1.5s, and who was here hears %q", here.heard.String())
	}
}

func TestWithNobodyHereItStopsAtOnce(t *testing.T) {
	var gone *listener
	if took := perform(t, func(p *play) {
		gone = p.come(0)
		p.stop(30 * second)
	}); took != 30*second {
		t.Errorf("stopped at 30s, when the one client has left, it ends after %v", took)
	}
	if took := perform(t, func(p *play) { p.stop(second) }); took != second {
		t.Errorf("stopped at 1s, with no client ever, it ends after %v", took)
	}
	if gone.heard.String() != whole {
		t.Errorf("the one client hears %q", gone.heard.String())
	}
}

func TestWhoLeavesEarlyHoldsUpNothing(t *testing.T) {
	took := perform(t, func(p *play) {
		l := p.come(0)
		p.stop(second + second/2)
		p.CallLater(2*second+second/2, func() { l.transport.Abort() })
	})
	if took > 4*second {
		t.Errorf("the only client has left after 2.5s, and the reactor ends after %v", took)
	}
}

func TestTheSecondStopIsServedAtOnce(t *testing.T) {
	var l *listener
	took := perform(t, func(p *play) {
		l = p.come(0)
		p.stop(second + second/2)
		p.stop(2*second + second/2)
	})
	if took != 2*second+second/2 {
		t.Errorf("stopped at 1.5s, and again at 2.5s, it ends after %v", took)
	}
	if l.reason == io.EOF {
		t.Error("a client that the second stop cuts off takes half a poem for a whole one")
	}
}
