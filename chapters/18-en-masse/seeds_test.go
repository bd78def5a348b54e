package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// A recital is the servers of a world, and the connections to them.
type recital struct {
	r     *reactor.Reactor
	open  int // connections, now
	most  int // at the same time
	heard int // to the end
	left  int // before the end
}

// A reciting is a connection to a server that recites a poem in pieces.
type reciting struct {
	*recital
	text string
	size int // of a piece
	rest time.Duration
	t    protocol.Transport
}

func (c *reciting) ConnectionMade(t protocol.Transport) {
	c.open++
	c.most = max(c.most, c.open)
	c.t = t
	c.piece()
}

func (c *reciting) piece() {
	if c.t == nil {
		return
	}
	if c.text == "" {
		c.t.LoseConnection()
		return
	}
	n := min(len(c.text), c.size)
	c.t.Write([]byte(c.text[:n]))
	c.text = c.text[n:]
	c.r.CallLater(c.rest, c.piece)
}

func (c *reciting) DataReceived([]byte) {}

func (c *reciting) ConnectionLost(error) {
	c.t = nil
	c.open--
	if c.text == "" {
		c.heard++
	} else {
		c.left++
	}
}

// texts are what the servers of a world recite.
var texts = []string{
	"Slack Water\n\nFor a few minutes\n",
	"Split-Flap\n\nMalmö by way of Malme\n",
	"The Kettle\n" + strings.Repeat("I set the water on\n", 100),
	"A fourth\n" + strings.Repeat("line after line\n", 50),
	"A fifth, of one line\n",
}

// inWorld runs what client does on a loop with five servers, in the world of a seed. client asks for the
// poems of its anthology, and has the reactor stopped.
func inWorld(t *testing.T, seed uint64, client func(a *anthology)) (*anthology, *recital) {
	chance := rand.New(rand.NewPCG(seed, 18))
	world := sim.NewWorld(sim.Conditions{Seed: seed, MinLatency: ms, MaxLatency: 50 * ms, Split: .2, Merge: .2, Segment: 1 + chance.IntN(1000),
		Spurious: .1, ReceiveBuffer: 1 + chance.IntN(3000), SendBuffer: 1 + chance.IntN(3000), Purge: chance.IntN(2) == 0})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	servers := &recital{r: r}
	a := &anthology{env: &program.Env{Stdout: io.Discard, Stderr: io.Discard}, reactor: r}
	for i, text := range texts {
		address := fmt.Sprintf("127.0.0.1:%d", 10001+i)
		if chance.IntN(6) > 0 {
			rest := time.Duration(10+chance.IntN(90)) * ms
			if _, err := r.ListenTCP(address, protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
				return &reciting{recital: servers, text: text, size: 300, rest: rest}
			})); err != nil {
				t.Fatal(err)
			}
		}
		world.MakeTrouble(netip.MustParseAddrPort(address), sim.Trouble{Refuse: .1, Ignore: .2, Break: .03 * float64(chance.IntN(3))})
		a.poems = append(a.poems, &poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address})
	}
	client(a)
	if err := a.run(t.Context()); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return a, servers
}

// check fails the test if a poem has come that was not recited like that, and returns how many came.
func check(t *testing.T, seed uint64, a *anthology) (came int) {
	for i, p := range a.poems {
		if p.text == texts[i] {
			came++
		} else if p.text != "" {
			t.Errorf("seed %d, %s: %q", seed, p.task, p.text)
		}
	}
	return came
}

// In a thousand worlds connections are refused, reset, late and cut. A client ends when it has heard of
// each poem, and not before; nothing is left unhandled.
func TestAThousandWorldsOfClient8(t *testing.T) {
	came, failed := 0, 0
	for seed := range uint64(1000) {
		heard := 0
		a, _ := inWorld(t, seed, func(a *anthology) {
			for _, d := range a.orderAll() {
				d.AddBoth(func(text string, err error) (string, error) {
					if err != nil {
						t.Errorf("seed %d: an error is left: %v", seed, err)
					}
					heard++
					return text, err
				})
			}
		})
		if heard != len(texts) {
			t.Errorf("seed %d: it ends after %d poems of %d", seed, heard, len(texts))
		}
		n := check(t, seed, a)
		came, failed = came+n, failed+len(texts)-n
	}
	if came < 1000 || failed < 1000 {
		t.Errorf("the worlds are not what they were: %d poems came, %d did not", came, failed)
	}
}

func TestAThousandWorldsOfFirst(t *testing.T) {
	none, calledOff := 0, 0
	for seed := range uint64(1000) {
		var text *string
		var over time.Duration // when the first came
		a, servers := inWorld(t, seed, func(a *anthology) {
			a.env.Stderr = watcher(func(line string) {
				if strings.Contains(line, "complete") {
					over = a.reactor.Now()
				}
			})
			text = a.orderFirst(true)
		})
		switch n := check(t, seed, a); {
		case n > 1:
			t.Errorf("seed %d: %d poems came", seed, n)
		case n == 0 && *text == "":
			none++
		case n == 0 || !slices.Contains(texts, *text):
			t.Errorf("seed %d: %d poems came, and the first is %q", seed, n, *text)
		default:
			if a.reactor.Now() != over {
				t.Errorf("seed %d: the first comes at %v, and it ends at %v", seed, over, a.reactor.Now())
			}
			calledOff += servers.left
		}
	}
	if none < 5 || calledOff < 500 {
		t.Errorf("the worlds are not what they were: in %d no poem comes, %d connections were called off", none, calledOff)
	}
}

// A watcher is called with each line that a client prints.
type watcher func(line string)

func (w watcher) Write(p []byte) (int, error) {
	w(string(p))
	return len(p), nil
}

func TestAThousandWorldsOfPool(t *testing.T) {
	came, failed, busy := 0, 0, 0
	for seed := range uint64(1000) {
		workers := 1 + int(seed%3)
		var shifts []deferred.Result[int]
		a, servers := inWorld(t, seed, func(a *anthology) {
			a.work(workers).AddCallback(func(r []deferred.Result[int]) ([]deferred.Result[int], error) {
				shifts = r
				a.reactor.Stop()
				return r, nil
			})
		})
		asked := 0
		for _, shift := range shifts {
			asked += shift.Value
			if shift.Err != nil {
				t.Errorf("seed %d: a worker ends with %v", seed, shift.Err)
			}
		}
		if asked != len(texts) || len(shifts) != workers {
			t.Errorf("seed %d: %d workers have asked for %d poems", seed, len(shifts), asked)
		}
		if servers.most > workers+1 { // a server hears a little later that a client has left
			t.Errorf("seed %d: %d connections at a time for %d workers", seed, servers.most, workers)
		}
		if servers.most >= workers {
			busy++
		}
		n := check(t, seed, a)
		came, failed = came+n, failed+len(texts)-n
	}
	if came < 1000 || failed < 1000 || busy < 600 {
		t.Errorf("the worlds are not what they were: %d poems came, %d did not, %d pools were busy", came, failed, busy)
	}
}

// A pool that is called off ends all of its workers, and asks for no more.
func TestAPoolIsCalledOff(t *testing.T) {
	for seed := range uint64(100) {
		var shifts []deferred.Result[int]
		asked := 0
		a, _ := inWorld(t, seed, func(a *anthology) {
			workers := a.work(2)
			workers.AddCallback(func(r []deferred.Result[int]) ([]deferred.Result[int], error) {
				shifts = r
				a.reactor.Stop()
				return r, nil
			})
			a.reactor.CallLater(10*ms, workers.Cancel)
		})
		for _, shift := range shifts {
			asked += shift.Value
			if !errors.Is(shift.Err, deferred.ErrCancelled) && asked < len(texts) {
				t.Errorf("seed %d: a worker ends with %d, %v", seed, shift.Value, shift.Err)
			}
		}
		if len(shifts) != 2 || a.reactor.Now() > time.Second {
			t.Errorf("seed %d: %d workers have ended, after %v", seed, len(shifts), a.reactor.Now())
		}
	}
}
