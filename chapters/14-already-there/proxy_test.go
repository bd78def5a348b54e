package main

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// proxies are the proxies that are not broken.
var proxies = []string{"proxy", "proxy-2", "proxy-2 -together"}

// inFrontOf starts a proxy on port 10000, in front of a server on port 10001.
func inFrontOf(w *programtest.World, proxy string, flags ...string) *programtest.Server {
	args := append(strings.Fields(proxy), "-port", "10000")
	return w.Start(append(append(args, flags...), "10001")...)
}

func TestAPoemIsFetchedOnce(t *testing.T) {
	for _, proxy := range proxies {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			text := programtest.TextOf(t, "splitflap")
			w.Serve(10001, "splitflap", 7, 10*ms)
			p := inFrontOf(w, proxy)
			for i, want := range []time.Duration{programtest.Reciting(text, 7, 10*ms), 0, 0} {
				if o := w.Call("get", "10000"); o.Status != 0 || o.Stdout != text || o.Took != want {
					t.Errorf("%s, client %d: %+v, want it in %v", proxy, i+1, o, want)
				}
			}
			w.Interrupt()
			o := p.Outcome()
			if o.Status != 0 || o.Stdout != "Serving the poem of 127.0.0.1:10001 on 127.0.0.1:10000\n" || o.Stderr != "fetching the poem of 127.0.0.1:10001\n" {
				t.Errorf("%s: %+v", proxy, o)
			}
		})
	}
}

// A poem is fresh for two hours to the nanosecond, in no time.
func TestAPoemGoesStale(t *testing.T) {
	for _, proxy := range proxies {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			text := programtest.TextOf(t, "tide")
			w.Serve(10001, "tide", 100, 100*ms)
			inFrontOf(w, proxy)
			slow := programtest.Reciting(text, 100, 100*ms)
			if o := w.Call("get", "10000"); o.Stdout != text || o.Took != slow {
				t.Errorf("%s: %+v", proxy, o)
			}
			time.Sleep(2*time.Hour - 1*time.Nanosecond)
			if o := w.Call("get", "10000"); o.Stdout != text || o.Took != 0 {
				t.Errorf("%s, a moment too early: %+v", proxy, o)
			}
			time.Sleep(1 * time.Nanosecond)
			if o := w.Call("get", "10000"); o.Stdout != text || o.Took != slow {
				t.Errorf("%s, on time: %+v", proxy, o)
			}
		})
	}
}

func TestNothingIsKeptForNoTime(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, 100*ms)
		p := inFrontOf(w, "proxy", "-keep", "0s")
		for range 3 {
			if o := w.Call("get", "10000"); o.Status != 0 || o.Took < 100*ms {
				t.Errorf("%+v", o)
			}
		}
		w.Interrupt()
		if o := p.Outcome(); strings.Count(o.Stderr, "fetching") != 3 {
			t.Errorf("%+v", o)
		}
	})
}

// A failure is nobody's poem: the guest hears a reset, and the next one has better luck.
func TestAFailureIsNotKept(t *testing.T) {
	for _, proxy := range proxies {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			p := inFrontOf(w, proxy)
			for range 2 {
				o := w.Call("get", "10000")
				if o.Status != 1 || o.Stdout != "" || !strings.HasPrefix(o.Stderr, "poem 1: no poem at 127.0.0.1:10000: read 127.0.0.1:10000: connection reset by peer\n") {
					t.Errorf("%s: %+v", proxy, o)
				}
			}
			w.Serve(10001, "tide", 100, ms)
			if o := w.Call("get", "10000"); o.Stdout != programtest.TextOf(t, "tide") {
				t.Errorf("%s: %+v", proxy, o)
			}
			w.Interrupt()
			fetching := "fetching the poem of 127.0.0.1:10001\n"
			refused := "no poem at 127.0.0.1:10001: connect 127.0.0.1:10001: connection refused\n"
			if o := p.Outcome(); o.Stderr != fetching+"guest 1: "+refused+fetching+"guest 2: "+refused+fetching {
				t.Errorf("%s: %s", proxy, o.Stderr)
			}
		})
	}
}

// TestHalfAPoemIsNotKept has a server break off. An end in good order without a length is the end of
// the poem, as far as a proxy can tell; the chapter says so.
func TestHalfAPoemIsNotKept(t *testing.T) {
	text := "Slack Water\n\nFor a few minutes\n"
	netstring := string(protocol.AppendNetstring(nil, text))
	for _, b := range []struct {
		said      string
		reset     bool
		announced bool
		gets      string
	}{
		{said: text[:20], reset: true},
		{said: text, reset: true},
		{said: ""},
		{said: text[:20], gets: text[:20]}, // alas
		{said: text, gets: text},
		{said: "", announced: true},
		{said: "31", announced: true},
		{said: netstring[:10], announced: true},
		{said: netstring[:len(netstring)-1], announced: true},
		{said: netstring[:10], announced: true, reset: true},
		{said: netstring, announced: true, gets: text},
		{said: netstring, announced: true, reset: true, gets: text}, // it was whole before
		{said: netstring + netstring, announced: true, gets: text},
		{said: text, announced: true},
		{said: "0:,", announced: true, gets: ""},
	} {
		for _, proxy := range proxies {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				calls := 0
				w.Behave(10001, func(conn *sim.Conn) {
					calls++
					io.WriteString(conn, b.said)
					time.Sleep(ms)
					if b.reset {
						conn.SetLinger(0)
					}
				})
				inFrontOf(w, proxy, fmt.Sprintf("-announced=%v", b.announced))
				for range 2 {
					o := w.Call("get", "10000")
					if o.Stdout != b.gets || (o.Status == 0) != (b.gets != "") {
						t.Errorf("%s, %+v: %+v", proxy, b, o)
					}
				}
				time.Sleep(time.Second)
				want := 2
				if b.gets != "" || b.said == "0:," {
					want = 1
				}
				if calls != want {
					t.Errorf("%s, %+v: %d fetches, want %d", proxy, b, calls, want)
				}
			})
		}
	}
}

func TestAServerWithoutAnEndIsGivenUp(t *testing.T) {
	for why, s := range map[string]struct {
		says  string
		times int64
		every time.Duration
	}{
		"it took more than 2m0s":         {"and ", 1000, time.Second},
		"it has more than 1000000 bytes": {strings.Repeat("and ", 2500), 300, 0},
	} {
		for _, proxy := range proxies {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				var said atomic.Int64 // by the server, whose goroutine nobody waits for
				w.Behave(10001, func(conn *sim.Conn) {
					for said.Load() < s.times {
						if _, err := io.WriteString(conn, s.says); err != nil {
							return
						}
						said.Add(1)
						time.Sleep(s.every)
					}
				})
				p := inFrontOf(w, proxy)
				guest := w.Dial(10000)
				if text, err := io.ReadAll(guest); len(text) > 0 || err == nil {
					t.Errorf("%s: %d bytes, %v", proxy, len(text), err)
				}
				guest.Close()
				time.Sleep(time.Hour)
				if said.Load() == s.times {
					t.Errorf("%s, %s: the server goes on all the same", proxy, why)
				}
				w.Interrupt()
				if o := p.Outcome(); !strings.HasSuffix(o.Stderr, "guest 1: no poem at 127.0.0.1:10001: "+why+"\n") {
					t.Errorf("%s: %s", proxy, o.Stderr)
				}
			})
		}
	}
}

// A server that has announced its poem, and said it, need not hang up: the proxy does.
func TestAnAnnouncedPoemHasAnEndOfItsOwn(t *testing.T) {
	for _, proxy := range proxies {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			begin, took := time.Now(), time.Duration(-1)
			w.Behave(10001, func(conn *sim.Conn) {
				io.WriteString(conn, "6:a poem,")
				io.Copy(io.Discard, conn)
				took = time.Since(begin)
			})
			inFrontOf(w, proxy, "-announced")
			if o := w.Call("get", "10000"); o.Stdout != "a poem" || o.Took != 0 {
				t.Errorf("%s: %+v", proxy, o)
			}
			synctest.Wait()
			if took != 0 {
				t.Errorf("%s: the connection ends after %v", proxy, took)
			}
		})
	}
}

// When a connection is over, nothing is to come that would keep it in memory.
func TestNothingIsToComeAfterTheEnd(t *testing.T) {
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n := &inn{reactor: r, getPoem: func() *deferred.Deferred[string] { return deferred.Succeed("a poem") }}
	var g *guest
	port := listen(t, r, protocol.FactoryFunc(func(from netip.AddrPort) protocol.Protocol {
		g = n.BuildProtocol(from).(*guest)
		return g
	}))
	q := newRequest(r, "fetch", port.LocalAddr().String())
	q.ask(plainly).AddBoth(func(text string, err error) (string, error) {
		r.CallLater(10*time.Second, func() { r.Stop() })
		return "", nil
	})
	if err := r.Run(t.Context()); err != nil || g.giveUp == nil || g.giveUp.Active() || q.deadline.Active() {
		t.Errorf("%v: calls are to come for a guest: %v, for a request: %v", err, g.giveUp.Active(), q.deadline.Active())
	}
}

// Guests who meet an empty cache together are served together, or all hear why not; one who leaves is
// no trouble to the others.
func TestTogether(t *testing.T) {
	for _, ill := range []bool{false, true} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			text := "a poem"
			calls := 0
			w.Behave(10001, func(conn *sim.Conn) {
				calls++
				time.Sleep(time.Second)
				if !ill || calls > 1 {
					io.WriteString(conn, text)
				}
			})
			p := inFrontOf(w, "proxy-2 -together")
			var guests []*sim.Conn
			for i := range 20 {
				guests = append(guests, w.Dial(10000))
				synctest.Wait()
				if i%5 == 4 {
					guests[i].SetLinger(0)
					guests[i].Close()
				}
				time.Sleep(10 * ms)
			}
			for i, guest := range guests {
				if i%5 == 4 {
					continue
				}
				heard, err := io.ReadAll(guest)
				if ill && (len(heard) > 0 || err == nil) || !ill && (string(heard) != text || err != nil) {
					t.Errorf("guest %d, %v: %q, %v", i+1, ill, heard, err)
				}
				guest.Close()
			}
			if o := w.Call("get", "10000"); o.Stdout != text {
				t.Errorf("%+v", o)
			}
			want := 1
			if ill {
				want = 2
			}
			if calls != want {
				t.Errorf("%d fetches, want %d", calls, want)
			}
			w.Interrupt()
			if o := p.Outcome(); !ill && strings.Count(o.Stderr, "the poem is here, and the guest is not") != 4 {
				t.Errorf("%s", o.Stderr)
			}
		})
	}
}

func TestAGuestWhoSaysNothingMoreStillListens(t *testing.T) {
	for _, proxy := range proxies {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 100, 100*ms)
			inFrontOf(w, proxy)
			guest := w.Dial(10000)
			io.WriteString(guest, "GET / HTTP/1.0\r\n\r\n")
			guest.CloseWrite()
			if heard, err := io.ReadAll(guest); string(heard) != programtest.TextOf(t, "tide") || err != nil {
				t.Errorf("%s: %q, %v", proxy, heard, err)
			}
			guest.Close()
		})
	}
}

func TestAGuestWhoDoesNotReadHasAMinute(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		const long = 900_000 // more than all the buffers on the way
		w.Behave(10001, func(conn *sim.Conn) { conn.Write(make([]byte, long)) })
		inFrontOf(w, "proxy")
		for wait, whole := range map[time.Duration]bool{59 * time.Second: true, 61 * time.Second: false} {
			guest := w.Dial(10000)
			time.Sleep(wait)
			if heard, err := io.ReadAll(guest); (len(heard) == long) != whole || (err == nil) != whole {
				t.Errorf("after %v: %d bytes, %v", wait, len(heard), err)
			}
			guest.Close()
		}
	})
}

// The errback in the wrong place makes of a failure a poem with nothing in it, and keeps it.
func TestSwallowIsBrokenAsTheChapterSays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		p := inFrontOf(w, "swallow", "-keep", "1h")
		silent := "poem 1: no poem at 127.0.0.1:10000: the server said nothing\nget: 1 of 1 poems did not come\n"
		if o := w.Call("get", "10000"); o.Status != 1 || o.Stderr != silent {
			t.Errorf("%+v", o)
		}
		w.Serve(10001, "tide", 100, ms)
		if o := w.Call("get", "10000"); o.Status != 1 || o.Stderr != silent {
			t.Errorf("the server is there: %+v", o)
		}
		time.Sleep(time.Hour)
		if o := w.Call("get", "10000"); o.Stdout != programtest.TextOf(t, "tide") {
			t.Errorf("an hour later: %+v", o)
		}
		w.Interrupt()
		if o := p.Outcome(); strings.Count(o.Stderr, "fetching") != 2 || strings.Count(o.Stderr, "refused") != 1 {
			t.Errorf("%s", o.Stderr)
		}
	})
}

// What stampede prints is what the text draws its conclusions from.
func TestTheStampede(t *testing.T) {
	const want = `                       clients  fetches  poems  nothing  a reset
a fetch for each:
  the server is well       100      100     99        0        0
  it is ill                100      100      0        0       99
  it is well again           1        1      1        0        0
one Deferred for all:
  the server is well       100        1      1       98        0
  it is ill                100        1      0       98        1
  it is well again           1        1      1        0        0
a Deferred for each:
  the server is well       100        1     99        0        0
  it is ill                100        1      0        0       99
  it is well again           1        1      1        0        0
`
	if o, _ := chapter.Alone(t, "stampede"); o.Stdout != want {
		t.Errorf("printed\n%s", o.Stdout)
	}
}

// On the machine's own clock: in a bubble of testing/synctest, to wait for a mutex is not to wait.
func TestThePlainStampede(t *testing.T) {
	t.Parallel()
	const want = `                       clients  fetches  poems  errors
a fetch for each:
  the server is ill        100      100      0     100
  it is well               100      100    100       0
sync.OnceValues:
  the server is ill        100        1      0     100
  it is well               100        0      0     100
a flight:
  the server is ill        100        1      0     100
  it is well               100        1    100       0
`
	if o := programtest.Start(t, "plain").Outcome(); o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}

func TestWhatBreaksOff(t *testing.T) {
	const want = `after 200 bytes of 476           the client has  the cache has
the server resets                a reset         nothing
it ends                          200 bytes       200 bytes
it ends, and has said how long   a reset         nothing
`
	if o, _ := chapter.Alone(t, "half"); o.Stdout != want {
		t.Errorf("printed\n%s", o.Stdout)
	}
}

func TestTheDemoHasOneSlowClientWithAProxy(t *testing.T) {
	o, _ := chapter.Alone(t, "demo")
	want := `Three clients ask the server itself:
  client 1: 476 bytes in 0.6 s
  client 2: 476 bytes in 0.6 s
  client 3: 476 bytes in 0.6 s
Three clients ask a proxy:
  client 1: 476 bytes in 0.6 s
  client 2: 476 bytes in 0.0 s
  client 3: 476 bytes in 0.0 s
`
	if !strings.HasPrefix(o.Stdout, want) || strings.Count(o.Stdout, "\nfetch ") != 1 {
		t.Errorf("printed\n%s", o.Stdout)
	}
}
