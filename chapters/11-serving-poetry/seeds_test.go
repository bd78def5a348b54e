package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// rough returns conditions that are different for each seed, and rarely good.
func rough(seed uint64) sim.Conditions {
	random := rand.New(rand.NewPCG(seed, 1))
	return sim.Conditions{
		Seed:          seed,
		MinLatency:    time.Duration(random.IntN(1000)) * time.Microsecond,
		MaxLatency:    time.Duration(random.IntN(100)) * time.Millisecond,
		Segment:       []int{0, 0, 1, 536, 1460}[random.IntN(5)],
		Split:         random.Float64() * random.Float64(),
		Merge:         random.Float64(),
		SendBuffer:    1 + random.IntN(500),
		ReceiveBuffer: 1 + random.IntN(500),
		Spurious:      []float64{0, 0.1}[random.IntN(2)],
		Purge:         random.IntN(2) == 0,
		Trouble: sim.Trouble{
			Refuse: []float64{0, 0.1}[random.IntN(2)],
			Ignore: []float64{0, 0.1}[random.IntN(2)],
			Break:  []float64{0, 0.01}[random.IntN(2)],
		},
	}
}

// A manner is how a stranger behaves.
type manner int

const (
	attends  manner = iota // hears it all
	finishes               // says at once that it has nothing to say, and hears it all
	talks                  // talks all the while, though nobody asked
	sips                   // reads slowly
	leaves                 // closes in the middle
	resets                 // resets in the middle
	crawls                 // reads nothing, and resets after a long time
	manners
)

// A town is a server in a rough world, and the strangers who come to it.
type town struct {
	t       *testing.T
	what    string // server and seed
	reactor *reactor.Reactor
	chance  *rand.Rand
	text    []byte
	address string
	watched int // descriptors
	close   func()

	begun, over int // protocols of the server's
	here        int // strangers who have not heard how it ended
	whole       int // who heard all of it
}

// A stranger is a client, and its own factory.
type stranger struct {
	*town
	manner    manner
	transport protocol.Transport
	heard     []byte
	gone      bool // by its own will
	ends      int
}

func (s *stranger) BuildProtocol(netip.AddrPort) protocol.Protocol { return s }

func (s *stranger) ConnectionFailed(reason error) { s.end() }

func (s *stranger) ConnectionMade(t protocol.Transport) {
	s.transport = t
	later := func(most time.Duration, f func()) {
		s.reactor.CallLater(time.Duration(s.chance.Int64N(int64(most))), func() {
			if s.ends == 0 {
				f()
			}
		})
	}
	switch s.manner {
	case finishes:
		t.CloseWrite()
	case talks:
		t.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
		later(time.Second, func() { t.Write(make([]byte, s.chance.IntN(3000))) })
	case crawls:
		t.PauseProducing()
		later(20*time.Second, func() { s.gone = true; t.Abort() })
	case leaves:
		later(time.Second, func() { s.gone = true; t.LoseConnection() })
	case resets:
		later(time.Second, func() { s.gone = true; t.Abort() })
	}
}

func (s *stranger) DataReceived(data []byte) {
	s.heard = append(s.heard, data...)
	if s.manner == sips {
		s.transport.PauseProducing()
		s.reactor.CallLater(50*time.Millisecond, s.transport.ResumeProducing)
	}
}

func (s *stranger) ConnectionLost(reason error) {
	got := len(s.heard)
	if got > len(s.text) || string(s.heard) != string(s.text[:got]) {
		s.t.Errorf("%s: somebody hears what is not the poem", s.what)
	}
	inLine := strings.HasPrefix(s.what, "limit") && got == 0 // who is refused hears nothing, and knows
	if reason == io.EOF && !s.gone && got < len(s.text) && !inLine {
		s.t.Errorf("%s: a stranger who %v hears %d bytes of %d, and the end", s.what, s.manner, got, len(s.text))
	}
	if got == len(s.text) {
		s.whole++
	}
	s.end()
}

// end is called once for each stranger. After the last the door is closed.
func (s *stranger) end() {
	if s.ends++; s.ends > 1 {
		s.t.Errorf("%s: it ends twice for one stranger", s.what)
	}
	if s.here--; s.here == 0 {
		s.close()
	}
}

// A witness counts the beginnings and the ends of the protocols that a factory builds.
type witness struct {
	protocol.Factory
	*town
	check func()
}

func (w *witness) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	switch p := w.Factory.BuildProtocol(remote).(type) {
	case nil:
		return nil
	case protocol.HalfCloser:
		return &halfCloser{witnessed{p.(protocol.Protocol), w}, p}
	default:
		return &witnessed{p, w}
	}
}

type witnessed struct {
	protocol.Protocol
	witness *witness
}

type halfCloser struct {
	witnessed
	protocol.HalfCloser
}

func (w *witnessed) ConnectionMade(t protocol.Transport) {
	w.witness.begun++
	w.Protocol.ConnectionMade(t)
	w.witness.check()
}

func (w *witnessed) ConnectionLost(reason error) {
	w.witness.over++
	w.Protocol.ConnectionLost(reason)
	w.witness.check()
}

// townServers open a server in a town. Each returns its factory, and what must hold at all times; or
// opens the door itself, and returns no factory.
var townServers = map[string]func(c *town) (f protocol.Factory, check func()){
	"serve-fast": func(c *town) (protocol.Factory, func()) { return &shelf{poem: c.text}, func() {} },
	"well":       func(c *town) (protocol.Factory, func()) { return &well{poem: c.text}, func() {} },
	"serve":      func(c *town) (protocol.Factory, func()) { return c.recital(), func() {} },
	"serve-raw": func(c *town) (protocol.Factory, func()) {
		listener, err := c.reactor.Stack().Listen("127.0.0.1:0")
		if err != nil {
			c.t.Fatal(err)
		}
		d := &door{listener: listener, reactor: c.reactor, poem: c.text}
		if err := c.reactor.AddReader(d); err != nil {
			c.t.Fatal(err)
		}
		c.address = listener.LocalAddr().String()
		c.close = func() {
			c.reactor.RemoveReader(d)
			listener.Close()
		}
		return nil, nil
	},
	"limit refuse": func(c *town) (protocol.Factory, func()) { return c.hall(refuse) },
	"limit queue":  func(c *town) (protocol.Factory, func()) { return c.hall(queue) },
	"limit shed":   func(c *town) (protocol.Factory, func()) { return c.hall(shed) },
}

func (c *town) recital() *recital {
	o := poetry.Options{Bytes: 1 + c.chance.IntN(200), Delay: time.Duration(c.chance.IntN(50)) * ms}
	o.Poem.Text = c.text
	return &recital{Options: o, house: &house{env: &program.Env{Stderr: io.Discard}}, reactor: c.reactor, patience: 15 * time.Second}
}

func (c *town) hall(p policy) (protocol.Factory, func()) {
	h := newHall(c.recital(), 2, p)
	return h, func() {
		switch {
		case len(h.inside) > h.seats:
			c.t.Errorf("%s: %d are inside", c.what, len(h.inside))
		case len(h.inside) < h.seats && len(h.line) > 0:
			c.t.Errorf("%s: %d wait, and %d are inside", c.what, len(h.line), len(h.inside))
		case c.begun == c.over && len(h.inside)+len(h.line) > 0:
			c.t.Errorf("%s: all have left, and %d are inside", c.what, len(h.inside))
		}
	}
}

// send has five strangers come to a server in a rough world, and returns how many heard it all.
func send(t *testing.T, server string, seed uint64) int {
	world := sim.NewWorld(rough(seed))
	c := &town{t: t, what: fmt.Sprintf("%s, seed %d", server, seed), here: 5}
	c.chance = rand.New(rand.NewPCG(seed, 2))
	c.text = []byte(programtest.TextOf(t, "tide"))[:200]
	var panics strings.Builder
	r, err := reactor.New(reactor.Config{Stack: setup.Counting(world, &c.watched), Now: world.Now, Log: slog.New(slog.NewTextHandler(&panics, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c.reactor = r
	if f, check := townServers[server](c); f != nil {
		port, err := r.ListenTCP("127.0.0.1:0", &witness{f, c, check})
		if err != nil {
			t.Fatal(err)
		}
		c.address, c.close = port.LocalAddr().String(), port.StopListening
	}
	for range c.here {
		s := &stranger{town: c, manner: manner(c.chance.IntN(int(manners)))}
		r.CallLater(time.Duration(c.chance.IntN(300))*ms, func() { r.ConnectTCP(c.address, s, 10*time.Second) })
	}
	// When there is nothing to come any more, and only then, nothing may be left.
	r.AddTrigger(reactor.BeforeShutdown, func() {
		if c.here > 0 || c.begun != c.over || c.watched > 0 {
			t.Errorf("%s: %d strangers wait, %d protocols of %d are over, and %d descriptors are watched",
				c.what, c.here, c.over, c.begun, c.watched)
		}
	})
	if err := r.Run(t.Context()); !errors.Is(err, sim.ErrDeadlock) {
		t.Errorf("%s: %v", c.what, err)
	}
	if world.Now() > 10*time.Minute || panics.Len() > 0 {
		t.Errorf("%s: %v, %s", c.what, world.Now(), panics.String())
	}
	return c.whole
}

// TestServersInRoughWorlds sends all kinds of strangers to each of the servers, through a thousand
// worlds with connections that are refused, ignored, split, merged, slow and broken.
func TestServersInRoughWorlds(t *testing.T) {
	names := make([]string, 0, len(townServers))
	for name := range townServers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, server := range names {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			whole := 0
			for seed := range uint64(1000) {
				if whole += send(t, server, seed); t.Failed() {
					return
				}
			}
			if whole < 500 {
				t.Errorf("of 5000 strangers, %d heard a whole poem: hardly a test", whole)
			}
			t.Logf("%d of 5000 heard it all", whole)
		})
	}
}
