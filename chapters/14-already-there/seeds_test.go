package main

import (
	"io"
	"math/rand/v2"
	"net/netip"
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
)

// TestAThousandWorlds has guests of every kind come to a proxy through networks of every kind. No
// guest may take a part of the poem for the whole, every Deferred fires once, and nothing is left.
func TestAThousandWorlds(t *testing.T) {
	var total tally
	for seed := range uint64(1000) {
		total.add(inWorld(t, seed))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%+v", total)
	if total.whole < 3000 || total.failed < 500 || total.left < 500 || total.hits < 2000 || total.together < 500 {
		t.Errorf("%+v: that is not the mixture that this test is for", total)
	}
}

// A tally counts what became of guests and Deferreds.
type tally struct{ whole, failed, left, hits, together int }

func (t *tally) add(u tally) {
	t.whole, t.failed, t.left = t.whole+u.whole, t.failed+u.failed, t.left+u.left
	t.hits, t.together = t.hits+u.hits, t.together+u.together
}

// A town has a slow server, a proxy and its guests, all on one loop.
type town struct {
	tally
	*proxy
	t        *testing.T
	chance   *rand.Rand
	text     string
	fetching int // at the moment
	unfired  int // Deferreds that guests wait for
	here     int // guests who have not heard how it ended
}

func inWorld(t *testing.T, seed uint64) tally {
	chance := rand.New(rand.NewPCG(seed, 14))
	c := sim.Conditions{Seed: seed, MaxLatency: time.Duration(chance.IntN(100)) * ms, Segment: chance.IntN(3) * chance.IntN(1000),
		Split: chance.Float64() / 2, Merge: chance.Float64() / 2, Spurious: chance.Float64() / 10, Purge: seed%5 == 0}
	if seed%2 == 0 {
		c.SendBuffer, c.ReceiveBuffer = 1+chance.IntN(500), 1+chance.IntN(500)
	}
	if seed%3 == 0 {
		c.Trouble = sim.Trouble{Refuse: .1, Ignore: .1, Break: .02}
	}
	world, watched := sim.NewWorld(c), 0
	r, err := reactor.New(reactor.Config{Stack: setup.Counting(world, &watched), Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w := &town{t: t, chance: chance, here: 10, text: strings.Repeat("slow ", 20+chance.IntN(200)),
		proxy: &proxy{cache: cache{reactor: r, keeps: time.Duration(chance.IntN(2000)) * ms}}}
	said, wire := []byte(w.text), plainly
	if chance.IntN(2) == 0 {
		said, wire = protocol.AppendNetstring(nil, w.text), announced
	}
	server := listen(t, r, protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return &reciting{r: r, rest: said} }))
	if seed%7 == 0 {
		world.MakeTrouble(server.LocalAddr(), sim.Trouble{Refuse: .3, Ignore: .3, Break: .1})
	}
	w.fetch = func() *deferred.Deferred[string] {
		w.fetching++
		d := newRequest(r, "fetch", server.LocalAddr().String()).ask(wire)
		d.AddBoth(func(text string, err error) (string, error) {
			w.fetching--
			return text, err
		})
		return d
	}
	door := listen(t, r, &inn{reactor: r, getPoem: w.watchedWay(), say: func(string, ...any) {}})
	for range w.here {
		r.CallLater(time.Duration(chance.IntN(4000))*ms, func() {
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
	if err := r.Run(t.Context()); err != nil || w.here > 0 || w.unfired > 0 || w.fetching > 0 || len(w.waiting) > 0 || watched > 0 || world.Now() >= time.Hour {
		t.Errorf("%v after %v: %d guests without an end, %d Deferreds that have not fired, %d fetches, %d who wait, %d descriptors",
			err, world.Now(), w.here, w.unfired, w.fetching, len(w.waiting), watched)
	}
	return w.tally
}

// watchedWay returns one of the three ways to get a poem, whose Deferreds are looked at.
func (w *town) watchedWay() func() *deferred.Deferred[string] {
	ways := []func() *deferred.Deferred[string]{
		func() *deferred.Deferred[string] { return deferred.MaybeDeferred(w.poem) }, w.proxy.getPoem, w.getTogether,
	}
	way := w.chance.IntN(len(ways))
	return func() *deferred.Deferred[string] {
		if w.fresh() {
			w.hits++
		} else if w.fetching > 0 && way == 2 {
			w.together++
		}
		d, fired := ways[way](), 0
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
		if way == 2 && w.fetching > 1 {
			w.t.Errorf("%d fetches at once", w.fetching)
		}
		return d
	}
}

func listen(t *testing.T, r *reactor.Reactor, f protocol.Factory) *reactor.Port {
	port, err := r.ListenTCP("127.0.0.1:0", f)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// A visitor is a guest as it sees itself: it listens, leaves in the middle in one way or another,
// says that it has nothing to say, or reads slowly.
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
	v.manner = v.chance.IntN(7)
	switch v.manner {
	case 0, 1:
		v.proxy.reactor.CallLater(time.Duration(v.chance.IntN(1000))*ms, func() {
			v.left = true
			[]func(){t.Abort, t.LoseConnection}[v.manner]()
		})
	case 2:
		t.CloseWrite()
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
	case heard == v.town.text:
		v.whole++
	case v.left:
		v.tally.left++
	default:
		v.failed++
	}
}

// A reciting is a connection to a server that recites in pieces.
type reciting struct {
	r    *reactor.Reactor
	rest []byte
}

func (c *reciting) ConnectionMade(t protocol.Transport) {
	n := min(len(c.rest), 200)
	t.Write(c.rest[:n])
	if c.rest = c.rest[n:]; len(c.rest) == 0 {
		t.LoseConnection()
		return
	}
	c.r.CallLater(100*ms, func() { c.ConnectionMade(t) })
}

func (c *reciting) DataReceived([]byte)  {}
func (c *reciting) ConnectionLost(error) {}

// The same once for real, on the machine's own network, with processes: a crowd meets an empty cache,
// and some of it leaves.
func TestOnTheMachinesNetwork(t *testing.T) {
	t.Parallel()
	text := programtest.TextOf(t, "tide")
	server := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "20ms").Port()
	for _, proxy := range proxies {
		p := programtest.Start(t, append(strings.Fields(proxy), server)...)
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
					t.Errorf("%s, guest %d: %d bytes, %v", proxy, i+1, len(heard), err)
				}
			})
		}
		crowd.Wait()
		if heard := programtest.Hear(t, port, "and what now?"); heard != text {
			t.Errorf("%s: %q", proxy, heard)
		}
		if fetches := strings.Count(p.Stderr.String(), "fetching"); fetches > 1 && strings.HasSuffix(proxy, "-together") {
			t.Errorf("%s: %d fetches", proxy, fetches)
		}
	}
}
