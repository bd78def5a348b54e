package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// TestAThousandWorlds has clients ask a server through networks of every kind. Each Deferred must
// fire once, with the right reply or with an error, and no connection may be left.
func TestAThousandWorlds(t *testing.T) {
	answered, failed := 0, 0
	for seed := range uint64(1000) {
		good, bad := oneWorld(t, seed)
		answered += good
		failed += bad
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d requests answered, %d failed", answered, failed)
	if answered < 5000 || failed < 1000 {
		t.Errorf("%d requests answered, %d failed: that is not the mixture that this test is for", answered, failed)
	}
}

func oneWorld(t *testing.T, seed uint64) (answered, failed int) {
	chance := rand.New(rand.NewPCG(seed, 12))
	c := sim.Conditions{Seed: seed, MaxLatency: time.Duration(chance.IntN(200)) * time.Millisecond,
		Split: chance.Float64() / 2, Merge: chance.Float64() / 2, Spurious: chance.Float64() / 10, Purge: seed%5 == 0}
	if seed%2 == 0 {
		c.SendBuffer, c.ReceiveBuffer = 1+chance.IntN(200), 1+chance.IntN(200)
	}
	if seed%3 == 0 {
		c.Trouble = sim.Trouble{Refuse: .1, Ignore: .1, Break: .05}
	}
	world := sim.NewWorld(c)
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	service := transform.NewService(transform.Engines())
	open := 0
	port, err := r.ListenTCP("127.0.0.1:0", counted{&transformd.Server{Reactor: r, Service: service, Timeout: 10 * time.Minute}, &open})
	if err != nil {
		t.Fatal(err)
	}
	const requests = 10
	missing := requests
	var idle func()
	idle = func() { // and when all have been answered, the server has to find out that they left
		if open > 0 {
			r.CallLater(time.Second, idle)
			return
		}
		r.Stop()
	}
	for i := range requests {
		poem := strings.Repeat("SLOW ", chance.IntN(100)) + fmt.Sprint(i)
		name := []string{"lower", "lower", "lower", "upper"}[chance.IntN(4)]
		d := ask(r, port.LocalAddr().String(), name+"."+poem)
		if chance.IntN(4) == 0 {
			deferred.Timeout(d, time.Duration(chance.IntN(500))*time.Millisecond, r)
		}
		fired := 0
		d.AddBoth(func(reply string, err error) (string, error) {
			fired++
			switch {
			case fired > 1:
				t.Errorf("request %d fires again", i)
			case err == nil && (name == "upper" || reply != strings.ToLower(poem)):
				t.Errorf("the reply to %q of %q is %q", name, poem, reply)
			case err == nil:
				answered++
			case c.Trouble == (sim.Trouble{}) && name == "lower" && !isTimeout(err):
				t.Errorf("request %d: %v, though nothing goes wrong here", i, err)
			default:
				failed++
			}
			if missing--; missing == 0 {
				idle()
			}
			return "", nil
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := r.Run(ctx); err != nil || missing > 0 || open > 0 {
		t.Errorf("%v: %d requests have no end, %d connections are open", err, missing, open)
	}
	return answered, failed
}

func isTimeout(err error) bool {
	_, ok := errors.AsType[*deferred.TimeoutError](err)
	return ok || errors.Is(err, reactor.ErrTimeout)
}

// counted counts the connections of a server that are open.
type counted struct {
	*transformd.Server
	open *int
}

func (c counted) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &countedConn{c.Server.BuildProtocol(remote).(*protocol.NetstringReceiver), c.open}
}

type countedConn struct {
	*protocol.NetstringReceiver
	open *int
}

func (c *countedConn) ConnectionMade(t protocol.Transport) {
	*c.open++
	c.NetstringReceiver.ConnectionMade(t)
}

func (c *countedConn) ConnectionLost(reason error) {
	*c.open--
	c.NetstringReceiver.ConnectionLost(reason)
}
