package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

// anthologists are the clients that fetch all poems.
var anthologists = [][]string{{"get"}, {"pool"}, {"pool", "-n", "1"}, {"pool", "-n", "9"}, {"get-plain"}, {"get-plain", "-n", "2"}}

func TestPoemsArePrintedInTheOrderOfTheArguments(t *testing.T) {
	for bytes := 1; bytes <= 12; bytes += 5 {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Net.Buffer = 1 + bytes%5 // often less than a piece
			w.Serve(10001, "tide", bytes, ms)
			w.Serve(10002, "splitflap", bytes, 5*ms)
			tide, flap := programtest.TextOf(t, "tide"), programtest.TextOf(t, "splitflap")
			for _, client := range anthologists {
				if o := w.Call(append(client, "10002", "10001")...); o.Status != 0 || o.Stdout != flap+"\n"+tide {
					t.Errorf("%v, %d bytes at a time: status %d, printed\n%s", client, bytes, o.Status, o.Stdout)
				}
			}
			for _, client := range []string{"first", "first-plain"} {
				if o := w.Call(client, "10002", "10001"); o.Status != 0 || o.Stdout != tide {
					t.Errorf("%s, %d bytes at a time: status %d, printed\n%s", client, bytes, o.Status, o.Stdout)
				}
			}
		})
	}
}

// troubles are servers that bring no poem, and what is said about them.
var troubles = []struct {
	behaviour func(*sim.Conn) // nil: there is no server
	reason    string
}{
	{nil, "connection refused"},
	{func(*sim.Conn) {}, "the server said nothing"},
	{func(c *sim.Conn) { io.WriteString(c, "Half a poem"); time.Sleep(20 * ms); c.SetLinger(0) }, "connection reset by peer"},
}

func TestAPoemThatDoesNotComeIsReported(t *testing.T) {
	for _, test := range troubles {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			if test.behaviour != nil {
				w.Behave(10009, test.behaviour)
			}
			w.Serve(10001, "kettle", 100, 10*ms)
			kettle := programtest.TextOf(t, "kettle")
			for _, client := range anthologists {
				o := w.Call(append(client, "10009", "10001")...)
				if o.Status != 1 || o.Stdout != kettle || o.Last() != client[0]+": 1 of 2 poems did not come" || !strings.Contains(o.Stderr, "poem 1: no poem at 127.0.0.1:10009: ") || !strings.Contains(o.Stderr, test.reason+"\n") {
					t.Errorf("%v, %s: %+v", client, test.reason, o)
				}
			}
			for _, client := range []string{"first", "first-plain"} {
				if o := w.Call(client, "10009", "10001"); o.Status != 0 || o.Stdout != kettle {
					t.Errorf("%s, %s: %+v", client, test.reason, o)
				}
				if o := w.Call(client, "10009", "10008"); o.Status != 1 || !strings.HasPrefix(o.Last()+o.Stderr, client+": none of 2 poems came") && !strings.Contains(o.Stderr, "none of 2 poems came") {
					t.Errorf("%s, %s: %+v", client, test.reason, o)
				}
			}
		})
	}
}

// The client that counts only what comes waits for ever, and nothing is left that could end that.
func TestAFailureThatIsNotCountedHangsTheClient(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, ms)
		ctx, interrupt := context.WithTimeout(w.Context(), 24*time.Hour)
		defer interrupt()
		o := chapter.Call(ctx, &w.Net, "get-counting", "10001", "10009")
		if o.Took != 24*time.Hour || o.Stdout != "" || !strings.Contains(o.Stderr, "poem 1: complete, 476 bytes\n") {
			t.Errorf("%+v", o)
		}
		if o := w.Call("get-counting", "10001"); o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") {
			t.Errorf("without a failure: %+v", o)
		}
	})
}

// What the slow server sees of the client that has its poem from another.
func TestTheOthersAreCalledOff(t *testing.T) {
	for client, want := range map[string]struct {
		says string
		took time.Duration
	}{
		"first":       {"left early", 400 * ms},
		"first -keep": {"has heard it all", 6 * time.Second},
		"first-plain": {"left early", 400 * ms},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			slow := w.Start("serve", "-port", "10001", "-poem", "kettle", "-bytes", "100", "-delay", "1s")
			fast := w.Start("serve", "-port", "10002", "-poem", "tide", "-bytes", "100", "-delay", "100ms")
			o := w.Call(append(strings.Fields(client), "10001", "10002")...)
			if o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") || o.Took < want.took || o.Took > want.took+200*ms {
				t.Errorf("%s: %+v", client, o)
			}
			time.Sleep(3 * time.Second) // the server hears of it when it writes
			w.Interrupt()
			if o := slow.Outcome(); !strings.HasPrefix(o.Stderr, "client 1 "+want.says) {
				t.Errorf("%s: the slow server says %q, want %s", client, o.Stderr, want.says)
			}
			if o := fast.Outcome(); o.Stderr != "client 1 has heard it all\n" {
				t.Errorf("%s: the fast server says %q", client, o.Stderr)
			}
		})
	}
}

// A server that does not answer at all is called off as well.
func TestAnAttemptToConnectIsCalledOff(t *testing.T) {
	_, servers := inWorld(t, 0, func(a *anthology) {
		a.orderAll()
		a.reactor.CallLater(0, func() {})
	})
	if servers.heard == 0 {
		t.Fatal("no poem comes in this world")
	}
	var ordered poems
	a, servers := inWorld(t, 0, func(a *anthology) {
		ordered = a.orderAll()
		a.reactor.CallLater(0, func() { // before the first latency is over
			for _, d := range ordered {
				d.Cancel()
			}
		})
	})
	if servers.heard > 0 || a.reactor.Now() > 300*ms {
		t.Errorf("%d poems were heard, and it took %v", servers.heard, a.reactor.Now())
	}
}

func TestAPoolHasFewConnections(t *testing.T) {
	for n := 1; n <= 3; n++ {
		for _, client := range []string{"pool", "get-plain"} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				args := []string{client, "-n", fmt.Sprint(n)}
				for range 6 {
					args = append(args, w.Serve(10001+len(args), "tide", 100, 100*ms).Port)
				}
				if o := w.Call(args...); o.Status != 0 || o.Took < time.Duration(6/n)*400*ms || o.Took > time.Duration(6/n)*410*ms {
					t.Errorf("%s, %d at a time: %+v", client, n, o)
				}
			})
		}
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range append(anthologists, []string{"first"}, []string{"first", "-keep"}, []string{"first-plain"}, []string{"get-counting"}) {
		for _, after := range []time.Duration{0, 50 * ms, 900 * ms} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Serve(10001, "kettle", 1, 100*ms)
				w.Serve(10002, "kettle", 1, 100*ms)
				ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := chapter.Call(ctx, &w.Net, append(client, "10001", "10002", "10001")...)
				if o.Status != 1 || o.Last() != client[0]+": interrupted" || o.Took != after || o.Stdout != "" {
					t.Errorf("%v, interrupted after %v: %+v", client, after, o)
				}
			})
		}
	}
}

func TestWhatCannotBePrintedIsAFailure(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, ms)
		for _, client := range []string{"get", "first", "pool", "get-plain", "first-plain", "get-counting"} {
			o := w.Run(program.Env{Stdout: programtest.Full{}}, client, "10001")
			if o.Status != 1 || !strings.HasSuffix("\n"+o.Stderr, "\n"+client+": no room\n") {
				t.Errorf("%s: %+v", client, o)
			}
		}
	})
}

// The demo shows all, the first, and two at a time.
func TestTheDemoWaitsInThreeWays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call()
		if o.Status != 0 || o.Stderr != "" {
			t.Errorf("%+v", o)
		}
		for _, want := range []string{"\nget: 1.20 s\n", "\nfirst: 0.55 s\n", "\npool: 1.75 s\n", "poem 2: no server at 127.0.0.1:"} {
			if !strings.Contains(o.Stdout, want) {
				t.Errorf("%q is missing in\n%s", want, o.Stdout)
			}
		}
	})
}

// The text says how many poems each of the demo's two workers asks for.
func TestTheWorkerThatIsFreeGoesOn(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		args := []string{"pool"}
		for i, p := range paces {
			port := 10001 + i
			if p.poem != "" {
				w.Serve(port, p.poem, p.bytes, p.delay)
			}
			args = append(args, fmt.Sprint(port))
		}
		if o := w.Call(args...); !strings.Contains(o.Stderr, "worker 1 has asked for 1\nworker 2 has asked for 3\n") {
			t.Errorf("%+v", o)
		}
	})
}

// The same once for real: on the machine's own network, with processes.
func TestOnARealNetwork(t *testing.T) {
	t.Parallel()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "50", "-delay", "1ms").Port()
	slow := programtest.Start(t, "serve", "-poem", "kettle", "-bytes", "10", "-delay", "50ms")
	port := slow.Port()
	unused := programtest.UnusedPort(t)
	text := programtest.TextOf(t, "tide")
	for _, client := range []string{"get", "pool"} {
		if o := programtest.Start(t, client, unused, tide, tide).Outcome(); o.Status != 1 || o.Stdout != text+"\n"+text {
			t.Errorf("%s: %+v", client, o)
		}
	}
	if o := programtest.Start(t, "first", port, unused, tide).Outcome(); o.Status != 0 || o.Stdout != text {
		t.Errorf("first: %+v", o)
	}
	slow.Await(slow.Stderr, "client 1 left early")
}
