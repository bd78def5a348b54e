package reactor

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/sim"
)

// A soak is an echo server and clients that behave as clients do: some reset, some stall, some send
// a byte at a time, some leave without a word. Whatever they do, every connection must hear of
// its beginning and of its end, once each, and whoever stays to the end must have got back what
// he sent.
type soak struct {
	w       *world
	port    *Port
	chance  *rand.Rand
	toCome  int // clients that have not been sent yet
	present int // clients that have not heard of the end
	begun   int // connections, of either side, that heard of the beginning
	over    int // and of the end
	served  int // clients that got everything back
	failed  int // clients that never got in
}

// A guest is a client.
type guest struct {
	*soak
	talker
	text     []byte
	sent     int
	manner   int
	resigned bool // it will not wait for everything
}

// The manners of guests.
const (
	hasty  = iota // sends it all at once
	slow          // sends a byte at a time
	sleepy        // stops reading for a while, again and again
	fickle        // resets in the middle
	rude          // leaves in the middle
	manners
)

// BuildProtocol is for the server's side.
func (s *soak) BuildProtocol(netip.AddrPort) protocol.Protocol {
	e := &talker{name: "echo"}
	e.onMade = func(*talker) { s.begun++ }
	e.onData = func(e *talker, data []byte) { e.Write(data) }
	e.onLost = func(e *talker) { s.ended(e) }
	return e
}

func (s *soak) ended(t *talker) {
	s.over++
	if t.made != 1 || t.lost != 1 {
		s.w.t.Errorf("%s: made %d, lost %d", t.name, t.made, t.lost)
	}
	switch {
	case t.reason == io.EOF, t.reason == net.ErrClosed:
	case errors.Is(t.reason, syscall.ECONNRESET), errors.Is(t.reason, syscall.EPIPE):
	default:
		s.w.t.Errorf("%s lost the connection: %v", t.name, t.reason)
	}
}

// admit sends the next client.
func (s *soak) admit() {
	if s.toCome == 0 {
		return
	}
	s.toCome--
	s.present++
	g := &guest{soak: s, manner: s.chance.IntN(manners), talker: talker{name: "guest"}}
	g.text = pattern(1 << 20)[s.chance.IntN(1<<16):][:1+s.chance.IntN(1<<s.chance.IntN(17))]
	if g.manner == slow {
		g.text = g.text[:min(len(g.text), 30)]
	}
	g.onMade, g.onData, g.onLost = g.begin, g.receive, g.end
	s.w.ConnectTCP(s.port.LocalAddr().String(), g, time.Minute)
}

func (g *guest) BuildProtocol(netip.AddrPort) protocol.Protocol { return &g.talker }

func (g *guest) ConnectionFailed(reason error) {
	if !errors.Is(reason, syscall.ECONNREFUSED) && !errors.Is(reason, ErrTimeout) &&
		!errors.Is(reason, syscall.ECONNRESET) {
		g.w.t.Errorf("a guest did not get in: %v", reason)
	}
	g.failed++
	g.leave()
}

// leave makes room for the next.
func (g *guest) leave() {
	g.admit()
	if g.present--; g.present == 0 {
		g.finish()
	}
}

// finish stops the reactor when the server's side has heard of the last ones too.
func (s *soak) finish() {
	if s.begun == s.over {
		s.w.Stop()
		return
	}
	s.w.CallLater(10*time.Millisecond, s.finish)
}

func (g *guest) begin(*talker) {
	g.begun++
	g.say()
}

// say sends what there is to say, or a byte of it.
func (g *guest) say() {
	if g.lost > 0 {
		return
	}
	n := len(g.text) - g.sent
	if g.manner == slow {
		n = min(n, 1)
	}
	g.Write(g.text[g.sent : g.sent+n])
	if g.sent += n; g.sent < len(g.text) {
		g.w.CallLater(time.Millisecond, g.say)
	}
}

func (g *guest) receive(_ *talker, data []byte) {
	g.received = append(g.received, data...)
	switch {
	case len(g.received) == len(g.text):
		g.LoseConnection()
	case g.manner == fickle:
		g.resigned = true
		g.Abort()
	case g.manner == rude:
		g.resigned = true
		g.LoseConnection()
	case g.manner == sleepy:
		g.PauseProducing()
		g.w.CallLater(time.Duration(g.chance.IntN(5))*time.Millisecond, g.ResumeProducing)
	}
}

func (g *guest) end(*talker) {
	g.ended(&g.talker)
	got := len(g.received)
	if got > len(g.text) || string(g.received) != string(g.text[:got]) {
		g.w.t.Errorf("%d bytes came back, of %d, and not the same", got, len(g.text))
	}
	switch {
	case got == len(g.text):
		g.served++
	case !g.resigned && (g.reason == io.EOF || g.reason == net.ErrClosed):
		g.w.t.Errorf("%d of %d bytes came back, and then %v", got, len(g.text), g.reason)
	}
	g.leave()
}

// run sends clients, so many at a time.
func (s *soak) run(clients, atOnce int) {
	s.w.t.Helper()
	s.port = s.w.listen(s)
	s.toCome = clients
	s.present++ // so that nobody is the last before all are there
	for range atOnce {
		s.admit()
	}
	s.present--
	s.w.run()
	if s.begun != s.over {
		s.w.t.Errorf("%d connections began, and %d ended", s.begun, s.over)
	}
	if s.w.all.next != &s.w.all || len(s.w.later) > 0 || len(s.w.watched) > 0 {
		s.w.t.Error("the reactor is not empty")
	}
}

// TestSoakInManyWorlds is the soak in networks of all kinds.
func TestSoakInManyWorlds(t *testing.T) {
	const seeds, guests = 200, 100
	served, failed := 0, 0
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 0))
			c := sim.Conditions{Seed: seed, MaxLatency: time.Duration(chance.IntN(20)) * time.Millisecond,
				Split: chance.Float64() / 2, Merge: chance.Float64() / 2}
			if seed%2 == 0 {
				c.SendBuffer, c.ReceiveBuffer = 1+chance.IntN(8<<10), 1+chance.IntN(8<<10)
			}
			if seed%3 == 0 {
				c.Trouble = sim.Trouble{Refuse: .05, Ignore: .05, Break: .002}
			}
			stack := sim.NewWorld(c)
			w := newWorld(t, Config{Stack: stack, Now: stack.Now})
			s := &soak{w: w, chance: chance}
			s.run(guests, 20)
			served += s.served
			failed += s.failed
		})
	}
	left := seeds*guests - served - failed
	t.Logf("%d guests were served, %d never got in, %d did not stay", served, failed, left)
	if served < 5*left || left < 10*seeds || failed < seeds {
		t.Error("that is not the mixture that this test is for")
	}
}

// TestTenThousandAtOnce is the soak with everybody there at the same time.
func TestTenThousandAtOnce(t *testing.T) {
	stack := sim.NewWorld(sim.Conditions{Seed: 1, MaxLatency: 50 * time.Millisecond, Split: .1, Merge: .1,
		SendBuffer: 4 << 10, ReceiveBuffer: 4 << 10, Trouble: sim.Trouble{Break: .001}})
	w := newWorld(t, Config{Stack: stack, Now: stack.Now})
	s := &soak{w: w, chance: rand.New(rand.NewPCG(1, 2))}
	s.run(10_000, 10_000)
	if s.served < 8000 || s.failed > 0 {
		t.Errorf("%d were served, %d never got in", s.served, s.failed)
	}
}

// TestSoak is the soak on this machine, and looks for what is left behind.
func TestSoak(t *testing.T) {
	inRealWorlds(t, func(t *testing.T, w *world) {
		noLeaks(t)
		s := &soak{w: w, chance: rand.New(rand.NewPCG(1, 2))}
		s.run(3000, 1000)
		if s.failed > 0 {
			t.Errorf("%d never got in", s.failed)
		}
	})
}

// noLeaks fails the test if it leaves goroutines or descriptors behind.
func noLeaks(t *testing.T) {
	descriptors := func() (n int) {
		files, _ := filepath.Glob("/proc/self/fd/*") // none, where there is no such thing
		for _, file := range files {
			if kind, _ := os.Readlink(file); strings.HasPrefix(kind, "socket:") {
				n++
			}
		}
		return n
	}
	open, running := descriptors(), runtime.NumGoroutine()
	t.Cleanup(func() {
		// What was closed may take a moment to be gone.
		for end := time.Now().Add(time.Minute); time.Now().Before(end); runtime.Gosched() {
			if runtime.NumGoroutine() <= running && descriptors() <= open {
				return
			}
		}
		t.Errorf("left behind: %d goroutines, %d sockets", runtime.NumGoroutine()-running, descriptors()-open)
	})
}
