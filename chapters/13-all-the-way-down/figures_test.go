package main

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/chain"
	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter, all from runs: of the simulator, and of client 6.0.
func TestFigures(t *testing.T) {
	run := watched(t)
	for name, svg := range map[string][]byte{
		"simulated": simulatedFigure(t),
		"waiting":   waitingFigure(run),
		"control":   controlFigure(t, run),
		"stacks":    stacksFigure(t),
		"moment":    momentFigure(t, run),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// simulated is the chain that the chapter's text has as a text.
const simulated = `fire value tide
ask reply
return %v, printed | return an apology

reply:
fire value %v, slowly
pass | return the original
`

func simulatedFigure(t *testing.T) []byte {
	d, err := chain.Parse(simulated)
	if err != nil {
		t.Fatal(err)
	}
	c := d.Figure(d.Run())
	c.ID, c.Title = "13-simulated", "A chain, and the chain of the Deferred that it waits for"
	return c.SVG()
}

// A watched run is one of client 6.0 with three poems, in a world of its own.
type watchedRun struct {
	*anthology
	trace trace.Trace
	at    []time.Duration // of the events of the first poem
	state []string        // of each poem at the moment, see momentFigure
}

const moment = 450 * ms

// watched runs client 6.0. Its first poem comes quickly, and its transform takes its time; the second
// is slow, and the third has no server.
func watched(t *testing.T) watchedRun {
	world := sim.NewWorld(sim.Conditions{Seed: 1, MinLatency: 5 * ms, MaxLatency: 10 * ms})
	recorder := trace.NewOn(world.Now)
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now, Trace: recorder})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	serve := func(address string, f protocol.FactoryFunc) {
		if _, err := r.ListenTCP(address, f); err != nil {
			t.Fatal(err)
		}
	}
	transforms := &transformd.Server{Reactor: r, Service: transform.NewService(transform.Engines()), Timeout: time.Minute}
	serve("127.0.0.1:10010", func(a netip.AddrPort) protocol.Protocol { return &slow{Protocol: transforms.BuildProtocol(a), r: r} })
	for address, poem := range map[string]string{"127.0.0.1:10001": "tide", "127.0.0.1:10002": "kettle"} {
		text := programtest.TextOf(t, poem)
		serve(address, func(netip.AddrPort) protocol.Protocol {
			return &pieces{r: r, text: text, every: map[string]time.Duration{"tide": 20 * ms, "kettle": 100 * ms}[poem]}
		})
	}
	a := newAnthology(&program.Env{Stdout: io.Discard, Stderr: io.Discard}, r, "drawl",
		[]string{"127.0.0.1:10010", "127.0.0.1:10001", "127.0.0.1:10002", "127.0.0.1:10003"})
	w := watchedRun{anthology: a}
	r.CallLater(moment, func() {
		for _, p := range a.poems {
			state := p.drawn.Chain().Waits()
			if state == "" && p.drawn.Fired() {
				state = "settled"
			}
			w.state = append(w.state, state)
		}
	})
	r.CallWhenRunning(func() {
		var tick func()
		tick = func() { // when each event came, to a millisecond
			for range len(a.poems[0].drawn.Chain().Events) - len(w.at) {
				w.at = append(w.at, r.Now())
			}
			if a.missing > 0 {
				r.CallLater(ms, tick)
			}
		}
		tick()
	})
	if err := a.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.trace = recorder.Trace()
	return w
}

// A slow protocol is shown what comes after a while.
type slow struct {
	protocol.Protocol
	r *reactor.Reactor
}

func (s *slow) DataReceived(data []byte) {
	data = slices.Clone(data)
	s.r.CallLater(400*ms, func() { s.Protocol.DataReceived(data) })
}

// A pieces is a connection to a server that recites a poem, a hundred bytes at a time.
type pieces struct {
	silence
	r     *reactor.Reactor
	text  string
	every time.Duration
}

func (c *pieces) ConnectionMade(t protocol.Transport) {
	n := min(len(c.text), 100)
	t.Write([]byte(c.text[:n]))
	if c.text = c.text[n:]; c.text == "" {
		t.LoseConnection()
		return
	}
	c.r.CallLater(c.every, func() { c.ConnectionMade(t) })
}

// waitingFigure is the chain of the first poem when its transform has been asked for.
func waitingFigure(run watchedRun) []byte {
	c := run.poems[0].drawn.Chain()
	c.ID, c.Title = "13-waiting", "An outer Deferred, and in it the inner one that it waits for"
	last := slices.IndexFunc(c.Events, func(e deferred.Event) bool { return e.Kind == deferred.Waiting })
	c.Events = c.Events[:last+1]
	return c.SVG()
}

// controlFigure is who has the goroutine, the loop or a callback in the chains of the first poem,
// with time downwards.
func controlFigure(t *testing.T, run watchedRun) []byte {
	const (
		loop, chains = 78.0, 330.0 // the two columns
		box, pitch   = 28.0, 40.0
		wait, back   = 58.0, 30.0
	)
	d := &figure.Drawing{ID: "13-control", Title: "Who has the goroutine, while a poem is transformed", Width: figure.Width}
	var desc strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&desc, format+" ", args...) }
	d.Text("muted small", figure.Point{X: loop, Y: 12}, figure.Middle, "the loop")
	d.Text("muted small", figure.Point{X: chains, Y: 12}, figure.Middle, "our callbacks")
	y := 22.0
	rest := func(text ...string) {
		d.Bar(trace.Wait, figure.Rect{X: loop - 6, Y: y, W: 12, H: wait})
		d.Text("small", figure.Point{X: loop + 16, Y: y + wait/2 - float64(len(text)-1)*9 + 5}, figure.Start, text...)
		say("The loop waits, and serves others: %s.", strings.Join(text, " "))
		y += wait
	}
	rest("poem 1 comes,", "piece by piece")
	c := run.poems[0].drawn.Chain()
	names := map[string][]figure.Stage{"": c.Stages, "reply": c.Stages[0].Inner[0].Stages}
	right := false
	var left time.Duration
	for i, e := range c.Events {
		switch e.Kind {
		case deferred.Fired:
			name := e.Name
			if name == "" {
				name = "poem 1"
			} else {
				rest(fmt.Sprintf("%d pieces of poem 2", pieceCount(run.trace, left, run.at[i])),
					fmt.Sprintf("in %.1f s", (run.at[i]-left).Seconds()))
			}
			d.Box("paper", figure.Rect{X: loop - 14, Y: y, W: 28, H: back})
			d.Arrow("ink thick", figure.Point{X: loop + 16, Y: y + back/2}, figure.Point{X: chains - 62, Y: y + back/2})
			d.Text("small", figure.Point{X: loop + 26, Y: y + back/2 - 7}, figure.Start, "fires "+name)
			say("The loop's side fires %s, and control goes to our callbacks.", name)
			right = true
		case deferred.Called:
			s := names[e.Name][e.Stage]
			name := s.Callback + s.Both
			d.Box("ink code", figure.Rect{X: chains - 60, Y: y, W: 120, H: box}, name)
			say("%s is called.", name)
			y += pitch
		}
		if over := i == len(c.Events)-1; right && (e.Kind == deferred.Waiting || over) {
			what := "returns a Deferred"
			if over {
				what = "the end of the chain"
			}
			d.Arrow("ink thick", figure.Point{X: chains - 62, Y: y + back/2 - 8}, figure.Point{X: loop + 16, Y: y + back/2 - 8})
			d.Text("small", figure.Point{X: loop + 26, Y: y + back/2 + 8}, figure.Start, what)
			d.Box("paper", figure.Rect{X: loop - 14, Y: y - 8, W: 28, H: back})
			say("Control goes back to the loop: %s.", what)
			y += back - 8
			right, left = false, run.at[i]
		}
	}
	if right || left == 0 {
		t.Errorf("the run of the figure ends at %v, with control on the right: %v", left, right)
	}
	d.Bar(trace.Wait, figure.Rect{X: loop - 6, Y: y, W: 12, H: 30})
	d.Height = y + 34
	d.Desc = strings.TrimSpace(desc.String())
	return d.SVG()
}

// stacksFigure is who is on the stack when the first poem's transform is called, and when came is.
func stacksFigure(t *testing.T) []byte {
	run := chapter.StacksAlone(t, "demo")
	stacks := figure.Stacks{
		ID:    "13-stacks",
		Title: "Who calls transform, and who calls came",
		Desc:  "Two stacks, both with demo, anthology.run and package reactor at the bottom. On the left reading.ConnectionLost stands on them, then package deferred, and transform at the top. On the right package protocol stands on them, then asking.NetstringReceived and question.end, package deferred, and came at the top.",
	}
	for _, function := range []string{"transform", "came"} {
		e, err := figure.Calling(run, "poem."+function, 1)
		if err != nil {
			t.Fatal(err)
		}
		stacks.Stacks = append(stacks.Stacks, figure.Stack{Title: "when " + function + " is called", Event: e, Fold: true})
	}
	return stacks.SVG()
}

// pieceCount counts the pieces of the second poem that arrived between two times.
func pieceCount(run trace.Trace, from, to time.Duration) int {
	n := 0
	for _, e := range run {
		if e.Task == "127.0.0.1:10002" && e.Kind == trace.Receive && from <= e.At && e.At <= to {
			n++
		}
	}
	return n
}

// momentFigure is what waits for what, at one moment of the run.
func momentFigure(t *testing.T, run watchedRun) []byte {
	const height, pitch, top = 40.0, 84.0, 26.0
	d := &figure.Drawing{
		ID:     "13-moment",
		Title:  fmt.Sprintf("What waits for what, %.2f s after the start", moment.Seconds()),
		Width:  figure.Width,
		Height: top + 3*pitch - (pitch - height) + 4,
	}
	for i, heading := range []string{"outer", "inner", "a connection", "the loop"} {
		d.Text("muted small", figure.Point{X: [...]float64{44, 150, 268, 398}[i], Y: 12}, figure.Middle, heading)
	}
	loop := figure.Rect{X: 360, Y: top, W: 78, H: pitch + height}
	d.Box("paper", loop)
	d.Text("small", loop.Center().Add(0, -20), figure.Middle, "Wait")
	d.Bar(trace.Wait, figure.Rect{X: loop.X + 12, Y: loop.Center().Y - 6, W: loop.W - 24, H: 12})
	d.Text("small", loop.Center().Add(0, 30), figure.Middle, "sockets", "and clock")
	var desc []string
	for i, p := range run.poems {
		y := top + float64(i)*pitch
		outer := figure.Rect{X: 2, Y: y, W: 84, H: height}
		inner := figure.Rect{X: 112, Y: y, W: 76, H: height}
		conn := figure.Rect{X: 214, Y: y, W: 108, H: height}
		from, address := outer, p.address
		switch run.state[i] {
		case "settled":
			d.Frame("muted dash", outer, 2)
			d.Text("muted", outer.Center().Add(0, 4.8), figure.Middle, p.task)
			d.Text("muted small", outer.Right().Add(14, 4.8), figure.Start, "is settled: "+brief(deferred.Event{Err: p.err}).Err.Error())
			desc = append(desc, p.task+" is settled, and waits for nothing.")
			continue
		case "waits for reply, not fired yet":
			d.Arrow("ink thick", outer.Right().Add(2, 0), inner.Left().Add(-1, 0))
			d.Box("ink code", inner, "reply")
			from, address = inner, p.transformer.address
			desc = append(desc, p.task+" has fired and waits for its inner Deferred, reply, which has not fired and is to be fired by the connection to "+address+".")
		case "":
			desc = append(desc, p.task+" has not fired, and is to be fired by the connection to "+address+".")
		default:
			t.Fatalf("%s: %q", p.task, run.state[i])
		}
		d.Box("ink", outer, p.task)
		d.Arrow("ink thick", from.Right().Add(2, 0), conn.Left().Add(-1, 0))
		d.Box("paper code", conn, strings.TrimPrefix(address, "127.0.0.1"))
		d.Arrow("ink thick", conn.Right().Add(2, 0), figure.Point{X: loop.X - 1, Y: conn.Center().Y})
	}
	d.Desc = strings.Join(desc, " ") + " Both connections wait for the loop, and the loop waits for sockets and the clock."
	return d.SVG()
}
