package main

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// The figures of the chapter.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"cuts":     cutsFigure(t),
		"receiver": receiverFigure(),
		"layers":   layersFigure(),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// sentences are what the client of the figure writes, a netstring a Write.
var sentences = []string{"5:hello,", "0:,", "4:wire,"}

// cutSeeds are worlds that show what there is to be seen.
var cutSeeds = []uint64{8, 24, 20}

// pieces returns what DataReceived is given of the sentences in a world of this seed.
func pieces(t *testing.T, seed uint64) []string {
	world := sim.NewWorld(sim.Conditions{Seed: seed, MinLatency: time.Millisecond, MaxLatency: 30 * time.Millisecond, Split: .45, Merge: .4})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c := &collector{done: func() { r.Stop() }}
	port, err := r.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return c }))
	if err != nil {
		t.Fatal(err)
	}
	r.ConnectTCP(port.LocalAddr().String(), new(writer), 0)
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c.pieces
}

// A collector notes what it is given.
type collector struct {
	pieces []string
	done   func()
}

func (c *collector) ConnectionMade(protocol.Transport) {}
func (c *collector) DataReceived(data []byte)          { c.pieces = append(c.pieces, string(data)) }
func (c *collector) ConnectionLost(error)              { c.done() }

// A writer writes the sentences, and hangs up.
type writer struct{}

func (w *writer) BuildProtocol(netip.AddrPort) protocol.Protocol { return w }
func (*writer) ConnectionFailed(error)                           {}
func (*writer) DataReceived([]byte)                              {}
func (*writer) ConnectionLost(error)                             {}

func (*writer) ConnectionMade(t protocol.Transport) {
	for _, s := range sentences {
		t.Write([]byte(s))
	}
	t.LoseConnection()
}

// cutsFigure is the same bytes, as they were read in three worlds.
func cutsFigure(t *testing.T) []byte {
	d := &figure.Drawing{
		ID:     "12-cuts",
		Title:  "The same bytes, read in three networks",
		Width:  figure.Width,
		Height: 196,
	}
	const cell, gap, pitch = 19.0, 12.0, 64.0
	for i, seed := range cutSeeds {
		list := pieces(t, seed)
		d.Desc += fmt.Sprintf("Network %d delivers %q. ", i+1, list)
		y, x := 12+float64(i)*pitch, 0.0
		var left, right []float64 // of each byte
		for _, piece := range list {
			row := d.Cells(figure.Ink, figure.Point{X: x, Y: y}, cell, strings.Split(piece, "")...)
			for n := range len(piece) {
				left = append(left, x+float64(n)*cell)
				right = append(right, x+float64(n+1)*cell)
			}
			x += row.W + gap
		}
		first := 0
		for _, s := range sentences {
			last := first + len(s) - 1
			d.Brace("accent", left[first]+1.5, right[last]-1.5, y+28, 6)
			first = last + 1
		}
		if x-gap > d.Width {
			t.Fatalf("seed %d has too many gaps: %q", seed, list)
		}
	}
	d.Desc += fmt.Sprintf("Each time the brackets mark %q.", sentences)
	return d.SVG()
}

// What the caption says of the figure.
func TestCutsAndSentencesHaveNothingToDoWithEachOther(t *testing.T) {
	counts := map[int]bool{}
	for _, seed := range cutSeeds {
		list := pieces(t, seed)
		if strings.Join(list, "") != strings.Join(sentences, "") || strings.Join(list, "|") == strings.Join(sentences, "|") {
			t.Errorf("seed %d: %q", seed, list)
		}
		counts[len(list)] = true
	}
	if len(counts) != len(cutSeeds) {
		t.Errorf("numbers of pieces: %v", counts)
	}
}

// receiverFigure is the three states of a NetstringReceiver, and how a connection ends in each.
func receiverFigure() []byte {
	d := &figure.Drawing{
		ID:     "12-receiver",
		Title:  "What a receiver of netstrings is waiting for",
		Desc:   "Three states: the length, the bytes, the comma. A colon leads from the first to the second, the last byte to the third. A comma leads back to the first, and the handler has a message. In the first, the connection ends for a byte that is no digit, for a zero in front, for no colon, and for a length that is too long. In the third it ends for anything but a comma. An end in the middle is an error in each.",
		Width:  figure.Width,
		Height: 244,
	}
	const top, width, height = 66.0, 96.0, 44.0
	boxes := []figure.Rect{{X: 8, Y: top, W: width, H: height}, {X: 172, Y: top, W: width, H: height}, {X: 336, Y: top, W: width, H: height}}
	for i, name := range []string{"the length", "the bytes", "the comma"} {
		d.Box("ink", boxes[i], name)
	}
	d.Arrow("ink thick", boxes[0].Right(), boxes[1].Left().Add(-1, 0))
	d.Arrow("ink thick", boxes[1].Right(), boxes[2].Left().Add(-1, 0))
	d.Text("small", boxes[0].Right().Add(33, -8), figure.Middle, "a colon")
	d.Text("small", boxes[1].Right().Add(33, -8), figure.Middle, "the last")
	d.Arrow("callback thick", boxes[2].Top(), boxes[2].Top().Add(0, -32), boxes[0].Top().Add(0, -32), boxes[0].Top().Add(0, -1))
	d.Text("small callback", boxes[1].Top().Add(0, -40), figure.Middle, "a comma: NetstringReceived")
	for i, exits := range [][]string{
		{"no digit", "a zero in front", "no colon", "too long"}, nil, {"another byte"},
	} {
		from := boxes[i].Bottom()
		d.Arrow("warn thick", from, from.Add(0, 34))
		d.Text("small warn", from.Add(0, 52), figure.Middle, append(exits, "broken off")...)
	}
	return d.SVG()
}

// layersFigure is one service behind two protocols.
func layersFigure() []byte {
	d := &figure.Drawing{
		ID:     "12-layers",
		Title:  "One service, two protocols",
		Desc:   "Two rows. In the first, transports with a NetstringReceiver each, and one Server, their factory. In the second, transports with a LineReceiver each, and one lineServer. Both factories point at one service, which points at its engines, lower, drawl and acrostic. A dashed line separates what there is one of for each connection from what there is one of.",
		Width:  figure.Width,
		Height: 232,
	}
	service := figure.Rect{X: 352, Y: 78, W: 84, H: 40}
	d.Line("muted dash", figure.Point{X: 212, Y: 24}, figure.Point{X: 212, Y: 222})
	d.Text("muted small", figure.Point{X: 104, Y: 14}, figure.Middle, "one for each connection")
	d.Text("muted small", figure.Point{X: 330, Y: 14}, figure.Middle, "one")
	for i, row := range [][2]string{{"Netstring", "Server"}, {"Line", "lineServer"}} {
		y := 42 + float64(i)*78
		factory := figure.Rect{X: 228, Y: y, W: 88, H: 34}
		for n := 2; n >= 0; n-- { // three connections, one in front of the other
			dy := float64(n) * 8
			transport := figure.Rect{X: 4, Y: y + dy, W: 76, H: 34}
			receiver := figure.Rect{X: 96, Y: y + dy, W: 100, H: 34}
			d.Line("ink", transport.Right(), receiver.Left())
			if n > 0 {
				d.Box("paper", transport)
				d.Box("paper", receiver)
				continue
			}
			d.Box("paper small", transport, "transport")
			d.Box("paper small", receiver, row[0], "Receiver")
		}
		d.Line("ink", figure.Point{X: 196, Y: y + 17}, factory.Left())
		d.Box("ink small", factory, row[1])
		to := service.Left().Add(-1, float64(2*i-1)*8)
		d.Arrow("ink thick", factory.Right(), figure.Point{X: 334, Y: factory.Right().Y}, figure.Point{X: 334, Y: to.Y}, to)
	}
	d.Box("accent", service, "service")
	d.Arrow("ink thick", service.Bottom(), service.Bottom().Add(0, 24))
	d.Text("code", service.Bottom().Add(0, 42), figure.Middle, "lower", "drawl", "acrostic")
	return d.SVG()
}
