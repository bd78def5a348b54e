package main

import (
	"io"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// TestAThousandWorlds has guests come to proxy 3.0 through networks of every kind, and many of them
// leave. Every Deferred fires once, none who stays is disturbed by one who leaves, nothing is fetched
// for nobody, and nothing is left.
func TestAThousandWorlds(t *testing.T) {
	var total tally
	for seed := range uint64(1000) {
		total.add(inWorld(t, seed, (*proxy).stopAfterTheLast))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%+v", total)
	if total.whole < 3000 || total.failed < 500 || total.left < 2000 || total.calledOff < 300 || total.alone < 300 {
		t.Errorf("%+v: that is not the mixture that this test is for", total)
	}
	if total.disturbed > 0 || total.wasted > 0 {
		t.Errorf("%+v", total)
	}
}

// The same test tells the other two cancellers from the right one.
func TestTheOtherCancellersAreFoundOut(t *testing.T) {
	var hasty, stubborn tally
	for seed := range uint64(100) {
		hasty.add(inWorld(t, seed, (*proxy).stopHastily))
		stubborn.add(inWorld(t, seed, (*proxy).goOn))
	}
	if hasty.disturbed == 0 || hasty.wasted > 0 {
		t.Errorf("hasty: %+v", hasty)
	}
	if stubborn.wasted == 0 || stubborn.disturbed > 0 {
		t.Errorf("stubborn: %+v", stubborn)
	}
}

// A tally counts what became of guests and downloads.
type tally struct{ whole, failed, left, disturbed, calledOff, alone, wasted int }

func (t *tally) add(u tally) {
	t.whole, t.failed, t.left, t.disturbed = t.whole+u.whole, t.failed+u.failed, t.left+u.left, t.disturbed+u.disturbed
	t.calledOff, t.alone, t.wasted = t.calledOff+u.calledOff, t.alone+u.alone, t.wasted+u.wasted
}

// A town has a slow server, a proxy and its guests, all on one loop.
type town struct {
	tally
	*proxy
	t        *testing.T
	chance   *rand.Rand
	text     string
	sound    bool // nothing goes wrong by itself
	fetching int  // downloads under way
	reciting int  // connections that the server has
	unfired  int  // Deferreds that guests wait for
	here     int  // guests who have not heard how it ended
}

func inWorld(t *testing.T, seed uint64, leave func(*proxy, *deferred.Deferred[string])) tally {
	chance := rand.New(rand.NewPCG(seed, 19))
	c := sim.Conditions{Seed: seed, MaxLatency: time.Duration(chance.IntN(100)) * ms, Segment: chance.IntN(3) * chance.IntN(1000),
		Split: chance.Float64() / 2, Merge: chance.Float64() / 2, Spurious: chance.Float64() / 10, Purge: seed%5 == 0}
	if seed%2 == 0 {
		c.SendBuffer, c.ReceiveBuffer = 20+chance.IntN(500), 20+chance.IntN(500)
	}
	if seed%3 == 0 {
		c.Trouble = sim.Trouble{Refuse: .1, Ignore: .1, Break: .02}
	}
	world, watched := sim.NewWorld(c), 0
	r := reactorIn(t, setup.Counting(world, &watched), world)
	defer r.Close()
	w := &town{t: t, chance: chance, sound: seed%3 != 0 && seed%7 != 0, here: 10, text: strings.Repeat("slow ", 100+chance.IntN(400)),
		proxy: &proxy{reactor: r, keeps: time.Duration(chance.IntN(1000)) * ms}}
	w.say = func(format string, _ ...any) {
		if format == "the download is called off" {
			w.calledOff++
		}
	}
	server := listen(t, r, func() *reciting {
		w.reciting++
		return &reciting{r: r, rest: []byte(w.text), left: func() { w.reciting-- }}
	})
	if seed%7 == 0 {
		world.MakeTrouble(server.LocalAddr(), sim.Trouble{Refuse: .3, Ignore: .3, Break: .1})
	}
	w.fetch = func() *deferred.Deferred[string] {
		w.fetching++
		d := getPoetry(r, "download", server.LocalAddr().String())
		d.AddBoth(func(text string, err error) (string, error) {
			w.fetching--
			return text, err
		})
		return d
	}
	w.leave = func(d *deferred.Deferred[string]) {
		before := len(w.waiting)
		leave(w.proxy, d)
		if before > 1 && len(w.waiting) > 0 && w.fetching > 0 {
			w.alone++ // one leaves, and another stays
		}
		waits := slices.ContainsFunc(w.waiting, func(other *deferred.Deferred[string]) bool { return other != d && !other.Fired() })
		if !waits && w.fetching > 0 {
			w.wasted++
		}
	}
	door, err := r.ListenTCP("127.0.0.1:0", &inn{proxy: w.proxy, getPoem: w.watched})
	if err != nil {
		t.Fatal(err)
	}
	for range w.here {
		r.CallLater(time.Duration(chance.IntN(3000))*ms, func() {
			r.ConnectTCP(door.LocalAddr().String(), &visitor{town: w}, 10*time.Second)
		})
	}
	var idle func()
	idle = func() {
		if w.here > 0 || watched > 2 { // the two doors
			r.CallLater(time.Second, idle)
			return
		}
		r.Stop()
	}
	r.CallLater(4*time.Second, idle)
	r.CallLater(time.Hour, func() { r.Stop() })
	err = r.Run(t.Context())
	if err != nil || w.here > 0 || w.unfired > 0 || w.fetching > 0 || w.reciting > 0 || len(w.waiting) > 0 || watched > 0 || world.Now() >= time.Hour {
		t.Errorf("%v after %v: %d guests without an end, %d Deferreds that have not fired, %d downloads, %d recitals, %d who wait, %d descriptors",
			err, world.Now(), w.here, w.unfired, w.fetching, w.reciting, len(w.waiting), watched)
	}
	return w.tally
}

// watched is getPoem, whose Deferreds are looked at.
func (w *town) watched() *deferred.Deferred[string] {
	d, fired := w.proxy.getPoem(), 0
	w.unfired++
	d.AddBoth(func(text string, err error) (string, error) {
		if fired++; fired == 1 {
			w.unfired--
		} else {
			w.t.Errorf("a Deferred fires again")
		}
		if err == nil && text != w.text || w.fresh() && w.text != w.proxy.text {
			w.t.Errorf("%d bytes of %d are taken for the poem", len(text), len(w.text))
		}
		return text, err
	})
	if w.fetching > 1 {
		w.t.Errorf("%d downloads at once", w.fetching)
	}
	return d
}

func reactorIn(t *testing.T, stack socket.Stack, world ...*sim.World) *reactor.Reactor {
	if len(world) == 0 {
		world = []*sim.World{stack.(*sim.World)}
	}
	r, err := reactor.New(reactor.Config{Stack: stack, Now: world[0].Now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func listen(t *testing.T, r *reactor.Reactor, build func() *reciting) *reactor.Port {
	port, err := r.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return build() }))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// A visitor is a guest as it sees itself: it listens, leaves in the middle in one way or another, says
// something, or reads slowly.
type visitor struct {
	*town
	transport protocol.Transport
	manner    int
	left      bool
	heard     []byte
}

func (v *visitor) BuildProtocol(netip.AddrPort) protocol.Protocol { return v }

func (v *visitor) ConnectionFailed(error) {
	v.failed++
	v.here--
}

func (v *visitor) ConnectionMade(t protocol.Transport) {
	v.transport = t
	v.manner = v.chance.IntN(6)
	switch v.manner {
	case 0, 1, 2:
		v.proxy.reactor.CallLater(time.Duration(v.chance.IntN(1000))*ms, func() {
			v.left = true
			[]func(){t.Abort, t.LoseConnection, t.CloseWrite}[v.manner]()
		})
	case 3:
		t.Write([]byte("hello?"))
	}
}

func (v *visitor) DataReceived(data []byte) {
	v.heard = append(v.heard, data...)
	if v.manner == 4 {
		v.transport.PauseProducing()
		v.proxy.reactor.CallLater(100*ms, v.transport.ResumeProducing)
	}
}

func (v *visitor) ConnectionLost(reason error) {
	v.here--
	switch heard := string(v.heard); {
	case !strings.HasPrefix(v.town.text, heard):
		v.t.Errorf("a guest hears what is not the poem")
	case reason == io.EOF && !v.left && heard != v.town.text:
		v.t.Errorf("a guest hears %d bytes of %d, and an end", len(heard), len(v.town.text))
	case v.left:
		v.tally.left++
	case heard == v.town.text:
		v.whole++
	default:
		v.failed++
		if v.sound {
			v.disturbed++
		}
	}
}

// A reciting is a connection to a server that recites in pieces.
type reciting struct {
	r    *reactor.Reactor
	rest []byte
	next *reactor.Call
	left func()
}

func (c *reciting) ConnectionMade(t protocol.Transport) {
	n := min(len(c.rest), 200)
	t.Write(c.rest[:n])
	if c.rest = c.rest[n:]; len(c.rest) == 0 {
		t.LoseConnection()
		return
	}
	c.next = c.r.CallLater(100*ms, func() { c.ConnectionMade(t) })
}

func (c *reciting) DataReceived([]byte) {}

func (c *reciting) ConnectionLost(error) {
	c.next.Cancel()
	c.left()
}

// The same once for real, on the machine's own network, with processes: a crowd meets an empty cache,
// and some of it leaves; then all of it does.
func TestOnTheMachinesNetwork(t *testing.T) {
	t.Parallel()
	text := programtest.TextOf(t, "tide")
	server := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "50ms")
	p := programtest.Start(t, "proxy", server.Port())
	port := p.Port()
	var crowd sync.WaitGroup
	for i := range 50 {
		conn := programtest.Dial(t, port)
		crowd.Go(func() {
			defer conn.Close()
			if i%7 == 1 {
				return
			}
			if heard, err := io.ReadAll(conn); string(heard) != text || err != nil {
				t.Errorf("guest %d: %d bytes, %v", i+1, len(heard), err)
			}
		})
	}
	crowd.Wait()

	server = programtest.Start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "50ms", "-verbose")
	p = programtest.Start(t, "proxy", server.Port())
	conn := programtest.Dial(t, p.Port())
	server.Await(server.Stderr, "client 1 gets 60 bytes\n")
	conn.Close()
	p.Await(p.Stderr, "guest 1 has left\n")
	server.Await(server.Stderr, "client 1 left early")
}
