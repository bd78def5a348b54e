package main

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter. What shows behaviour is drawn from runs of its programs, with a
// network and a clock that exist only in memory.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"alive": aliveFigure(),
		"crawl": crawlFigure(t),
		"rush":  rushFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// aliveFigure is what there is while three clients listen. TestAliveCountsWhatTheChapterSays counts
// the same: three protocols, and four descriptors.
func aliveFigure() []byte {
	d := &figure.Drawing{
		ID:    "11-alive",
		Title: "What there is while three clients listen",
		Desc: "On the left three clients, each connected through the network to a transport in the server. Each transport is paired with a protocol, a reciter, " +
			"and all three reciters point to one factory, the recital. Below them, by itself, is the listening socket, a port, which points to the factory too. " +
			"On the bottom is the loop, which watches four descriptors: the three transports and the port.",
		Width:  figure.Width,
		Height: 316,
	}
	const width, height = 92.0, 32.0
	const clientX, transportX, protocolX, factoryX = 2.0, 116.0, 226.0, 342.0
	const top, pitch, loopY = 30.0, 54.0, 268.0
	port := figure.Rect{X: transportX, Y: top + 3*pitch + 8, W: width, H: height}
	factory := figure.Rect{X: factoryX, Y: top + pitch, W: width, H: height}
	loop := figure.Rect{X: transportX - 8, Y: loopY, W: protocolX + width - transportX + 8, H: height}
	for i, name := range []string{"clients", "transports", "protocols", "factory"} {
		x := []float64{clientX, transportX, protocolX, factoryX}[i]
		d.Text("muted small", figure.Point{X: x + width/2, Y: top - 14}, figure.Middle, name)
	}
	watch := func(r figure.Rect, x float64) {
		d.Line("accent", figure.Point{X: x, Y: r.Y + r.H}, figure.Point{X: x, Y: loopY})
		d.Disc("accent", figure.Point{X: x, Y: r.Y + r.H}, 3.5)
	}
	// The lines to the loop first, so that the boxes stand before them.
	for i := range 3 {
		watch(figure.Rect{X: transportX, Y: top + float64(i)*pitch, W: width, H: height}, transportX+14+float64(i)*14)
	}
	watch(port, transportX+14+3*14)
	d.Line("muted dash", figure.Point{X: clientX + width + 12, Y: top - 8}, figure.Point{X: clientX + width + 12, Y: loopY + height})
	for i := range 3 {
		y := top + float64(i)*pitch
		box := func(x float64) figure.Rect { return figure.Rect{X: x, Y: y, W: width, H: height} }
		client, transport, reciter := box(clientX), box(transportX), box(protocolX)
		d.Line("ink", client.Right(), transport.Left())
		d.Arrow("ink", transport.Right().Add(0, -6), reciter.Left().Add(-1, -6))
		d.Arrow("ink", reciter.Left().Add(0, 6), transport.Right().Add(1, 6))
		d.Arrow("ink", reciter.Right(), figure.Point{X: factoryX - 1, Y: factory.Y + height/2 + float64(i-1)*8})
		d.Box("muted", client, fmt.Sprintf("client %d", i+1))
		d.Box("paper code", transport, "connection")
		d.Box("ink code", reciter, "reciter")
	}
	d.Arrow("ink", port.Right(), figure.Point{X: factoryX + width/2, Y: port.Y + height/2}, figure.Point{X: factoryX + width/2, Y: factory.Y + height + 1})
	d.Box("paper code", port, "Port")
	d.Box("ink code", factory, "recital")
	d.Box("paper code", loop, "Reactor")
	d.Text("accent small", figure.Point{X: loop.X + loop.W + 8, Y: loopY + height/2 - 4}, figure.Start, "watches four", "descriptors")
	return d.SVG()
}

// A tap notes what is written to the clients of a server, and not taken by their sockets yet.
type tap struct {
	protocol.Factory
	names   int
	waiting map[string]int
}

func (p *tap) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	p.names++
	return &tapped{Protocol: p.Factory.BuildProtocol(remote), tap: p, name: fmt.Sprintf("client %d", p.names)}
}

// follow listens to the reactor's trace, for what the transports send.
func (p *tap) follow(e trace.Event) {
	if e.Kind == trace.Send {
		p.waiting[e.Task] -= e.Bytes
	}
}

func (p *tap) all() (bytes int) {
	for _, n := range p.waiting {
		bytes += n
	}
	return bytes
}

type tapped struct {
	protocol.Protocol
	protocol.Transport
	tap  *tap
	name string
}

func (p *tapped) String() string { return p.name }

func (p *tapped) ConnectionMade(t protocol.Transport) {
	p.Transport = t
	p.Protocol.ConnectionMade(p)
}

func (p *tapped) ConnectionLost(reason error) {
	delete(p.tap.waiting, p.name)
	p.Protocol.ConnectionLost(reason)
}

func (p *tapped) Write(b []byte) (int, error) {
	p.tap.waiting[p.name] += len(b)
	return p.Transport.Write(b)
}

// crawled returns how much waits in a server's memory while ten crawlers come and leave, in a world
// that is the same every time.
func crawled(t *testing.T, server func(poem []byte) protocol.Factory) (points []figure.Point) {
	t.Helper()
	world := sim.NewWorld(sim.Conditions{MinLatency: ms, MaxLatency: ms})
	text, err := epic(4 << 20)
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{Factory: server(text), waiting: make(map[string]int)}
	recorder := trace.New()
	recorder.Follow(p.follow)
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now, Trace: recorder})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c := &crawlers{reactor: r, clients: 10, measure: func() int {
		points = append(points, figure.Point{X: r.Now().Seconds(), Y: float64(p.all()) / (1 << 20)})
		return 0
	}}
	if err := c.crawl(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return points
}

func atOnce(poem []byte) protocol.Factory    { return &shelf{poem: poem} }
func whenAsked(poem []byte) protocol.Factory { return &well{poem: poem} }

// crawlFigure is what waits in the memory of a server that writes all at once, and of one that
// writes when it is asked.
func crawlFigure(t *testing.T) []byte {
	return figure.Chart{
		ID:    "11-crawl",
		Title: "What waits in a server's memory for clients that read nothing",
		Desc: "For half a second a client comes every 50 ms, and then they leave one by one. What waits for them in a server that writes all at once " +
			"grows by nearly 4 MiB with each, to almost 40, and sinks again. In a server that writes when it is asked the line stays close to zero.",
		X: figure.Axis{Label: "seconds"},
		Y: figure.Axis{Label: "MiB waiting"},
		Series: []figure.Series{
			{Name: "all at once", Points: crawled(t, atOnce)},
			{Name: "when asked", Points: crawled(t, whenAsked)},
		},
	}.SVG()
}

// What the text says about the figure.
func TestTheCurveIsWhatTheTextSays(t *testing.T) {
	most := func(points []figure.Point) (y float64) {
		for _, p := range points {
			y = max(y, p.Y)
		}
		return y
	}
	if m := most(crawled(t, atOnce)); m < 38 || m > 40 {
		t.Errorf("all at once: %v MiB", m)
	}
	if m := most(crawled(t, whenAsked)); m > 10*64.0/1024 {
		t.Errorf("when it is asked: %v MiB", m)
	}
}

// rushed returns what becomes of six visitors under a policy, in a world that is the same every time.
func rushed(t *testing.T, p policy) trace.Trace {
	t.Helper()
	world := sim.NewWorld(sim.Conditions{MinLatency: ms, MaxLatency: ms})
	run := trace.NewOn(world.Now)
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	q := &rushHour{reactor: r, scribe: &scribe{run: run}, visitors: 6, seats: 2, every: 35 * ms}
	if err := q.run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return run.Trace()
}

// rushFigure is what becomes of six visitors to a hall with two seats.
func rushFigure(t *testing.T) []byte {
	tl := figure.Timeline{
		ID:    "11-rush",
		Title: "Six visitors, two seats, three policies",
		Desc: "Three panels with six lanes each; a visitor comes every 35 ms. Refuse: the first two hear it all, the third and the fourth are turned away at once, " +
			"the last two find seats again. Queue: all six hear it all, and from the third on each waits longer than the one before. Shed: " +
			"the first four are hung up on in the middle, each when the next but one comes, and the last two hear it all.",
	}
	for _, p := range policies {
		tl.Panels = append(tl.Panels, figure.Panel{Title: string(p), Trace: rushed(t, p)})
	}
	return tl.SVG()
}

// What the description of the figure says, and the text.
func TestTheRushIsWhatTheTextSays(t *testing.T) {
	for p, want := range map[policy][]int{ // the pieces that each gets
		refuse: {4, 4, 0, 0, 4, 4},
		queue:  {4, 4, 4, 4, 4, 4},
		shed:   {2, 2, 2, 2, 4, 4},
	} {
		var pieces []int
		var waits []time.Duration
		for _, lane := range rushed(t, p).Lanes() {
			n := 0
			for _, m := range lane.Moments {
				if m.Kind == trace.Send {
					n++
				}
			}
			pieces = append(pieces, n)
			waits = append(waits, lane.Total(trace.Ready))
		}
		if !slices.Equal(pieces, want) {
			t.Errorf("%s: the visitors get %d pieces, want %d", p, pieces, want)
		}
		if p == queue && (waits[1] != 0 || waits[2] == 0 || !slices.IsSorted(waits)) {
			t.Errorf("%s: they wait %v", p, waits)
		}
	}
}
