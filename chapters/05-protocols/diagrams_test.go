package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/protocol"
	"slowpoetry/code/trace"
)

// objectsFigure is who knows whom, when three connections stand.
func objectsFigure() []byte {
	d := &figure.Drawing{
		ID:     "05-objects",
		Title:  "Three connections, and what belongs to them",
		Desc:   "Three columns, one for each poem, between one anthology above and one reactor below. In each, from below: a socket, which the reactor watches; a connection, which is the transport; a reading, which is the protocol; a poem, which is the factory. From connection to reading leads an arrow, DataReceived; from reading to connection another, Write. All three poems know the one anthology.",
		Width:  figure.Width,
		Height: 340,
	}
	const left, pitch, width, height = 68.0, 125.0, 121.0, 32.0
	const anthologyY, poemY, readingY, connectionY, socketY, reactorY = 4.0, 62.0, 120.0, 208.0, 268.0, 300.0
	all := 2*pitch + width
	for _, row := range []struct {
		y    float64
		text string
	}{
		{anthologyY, "shared"}, {poemY, "factory"}, {readingY, "protocol"},
		{connectionY, "transport"}, {socketY - height/2, "socket"}, {reactorY, "the loop"},
	} {
		d.Text("muted small", figure.Point{X: 0, Y: row.y + height/2 + 4.5}, figure.Start, row.text)
	}
	for i := range 3 {
		x := left + float64(i)*pitch
		box := func(y float64) figure.Rect { return figure.Rect{X: x, Y: y, W: width, H: height} }
		poem, reading, connection := box(poemY), box(readingY), box(connectionY)
		socket := figure.Point{X: x + width/2, Y: socketY}
		d.Arrow("ink", poem.Top(), figure.Point{X: socket.X, Y: anthologyY + height + 1})
		d.Arrow("ink", reading.Top(), poem.Bottom().Add(0, 1))
		up, down := x+7, x+width-7
		d.Arrow("accent thick", figure.Point{X: up, Y: connectionY}, figure.Point{X: up, Y: readingY + height + 2})
		d.Arrow("ink", figure.Point{X: down, Y: readingY + height}, figure.Point{X: down, Y: connectionY - 1})
		d.Text("accent small", figure.Point{X: up + 6, Y: 173}, figure.Start, "DataReceived")
		d.Text("small", figure.Point{X: down - 6, Y: 197}, figure.End, "Write")
		d.Line("ink", connection.Bottom(), figure.Point{X: socket.X, Y: reactorY})
		d.Circle("ink", socket, 5.5)
		d.Box("ink code", poem, fmt.Sprintf("poem %d", i+1))
		d.Box("ink code", reading, "reading")
		d.Box("paper code", connection, "connection")
	}
	d.Box("ink code", figure.Rect{X: left, Y: anthologyY, W: all, H: height}, "anthology")
	d.Box("paper code", figure.Rect{X: left, Y: reactorY, W: all, H: height}, "Reactor")
	return d.SVG()
}

// A step is a call from one column of bornFigure to another.
type step struct {
	from, to int
	call     string
}

const (
	getColumn = iota
	poemColumn
	readingColumn
	reactorColumn
)

// life is what happens to a protocol, in order.
var life = []step{
	{getColumn, reactorColumn, "ConnectTCP"},
	{reactorColumn, poemColumn, "BuildProtocol"},
	{poemColumn, readingColumn, "&reading"},
	{reactorColumn, readingColumn, "ConnectionMade"},
	{reactorColumn, readingColumn, "DataReceived"},
	{reactorColumn, readingColumn, "DataReceived"},
	{reactorColumn, readingColumn, "DataReceived"},
	{reactorColumn, readingColumn, "ConnectionLost"},
	{readingColumn, poemColumn, "end"},
}

// bornFigure is the life of a protocol, as a sequence of calls.
func bornFigure() []byte {
	d := &figure.Drawing{
		ID:    "05-born",
		Title: "How a protocol is born, and how it ends",
		Desc: "Four columns: get, poem, reading, and the reactor. From the top: get calls the reactor's ConnectTCP. The reactor waits until the connection stands, " +
			"and calls BuildProtocol of the poem, which makes the reading: its column begins there. Then the reactor calls the reading: ConnectionMade once, " +
			"DataReceived three times, with waits in between, ConnectionLost once. The reading calls end of the poem, and is no more.",
		Width:  figure.Width,
		Height: 452,
	}
	const top, head, pitch, waiting = 4.0, 30.0, 34.0, 18.0
	centers := []float64{36, 140, 262, 400}
	y := top + head + 26
	ends := make([]float64, len(life)) // the height of each step
	waits := []float64{}
	for i, s := range life {
		if s.from == reactorColumn && s.call != "ConnectionMade" {
			waits = append(waits, y-8)
			y += waiting
		}
		ends[i] = y
		if y += pitch; s.call == "&reading" {
			y += 8
		}
	}
	born, dies, bottom := ends[2], ends[8], ends[8]+20
	line := func(column int, from, to float64) {
		d.Line("muted thin", figure.Point{X: centers[column], Y: from}, figure.Point{X: centers[column], Y: to})
	}
	line(getColumn, top+head, bottom)
	line(poemColumn, top+head, bottom)
	line(readingColumn, born, dies)
	line(reactorColumn, top+head, bottom)
	for i, name := range []string{"get", "poem", "", "reactor"} {
		if name == "" {
			continue
		}
		class := "ink code"
		if i == reactorColumn {
			class = "paper code"
		}
		d.Box(class, figure.Rect{X: centers[i] - 36, Y: top, W: 72, H: head}, name)
	}
	for _, y := range waits {
		d.Bar(trace.Wait, figure.Rect{X: centers[reactorColumn] - 16, Y: y - 6, W: 32, H: 10})
	}
	for i, s := range life {
		from, to := figure.Point{X: centers[s.from], Y: ends[i]}, figure.Point{X: centers[s.to], Y: ends[i]}
		class := "ink"
		if s.from == reactorColumn {
			class = "accent thick"
		}
		switch {
		case s.to == readingColumn && s.from == poemColumn:
			box := figure.Rect{X: to.X - 40, Y: to.Y - head/2, W: 80, H: head}
			d.Arrow(class, from, box.Left().Add(-1, 0))
			d.Box("ink code", box, "reading")
			continue
		case s.from < s.to:
			to.X -= 2
		default:
			to.X += 2
		}
		d.Arrow(class, from, to)
		text := "small"
		if s.from == reactorColumn {
			text = "accent small"
		}
		at := figure.Point{X: (from.X + to.X) / 2, Y: from.Y - 6}
		if s.call == "BuildProtocol" || s.call == "ConnectTCP" {
			at.X = 200
		}
		d.Text(text, at, figure.Middle, s.call)
	}
	d.Line("ink thick", figure.Point{X: centers[readingColumn] - 5, Y: dies + 6}, figure.Point{X: centers[readingColumn] + 5, Y: dies + 16})
	d.Line("ink thick", figure.Point{X: centers[readingColumn] - 5, Y: dies + 16}, figure.Point{X: centers[readingColumn] + 5, Y: dies + 6})
	return d.SVG()
}

// A diarist is a poem that notes what its protocol is told.
type diarist struct {
	*poem
	diary *[]string
}

func (d diarist) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	*d.diary = append(*d.diary, "BuildProtocol", "&reading")
	return &diaristReading{reading{poem: d.poem}, d.diary}
}

type diaristReading struct {
	reading
	diary *[]string
}

func (r *diaristReading) note(call string) { *r.diary = append(*r.diary, call) }

func (r *diaristReading) ConnectionMade(t protocol.Transport) {
	r.note("ConnectionMade")
	r.reading.ConnectionMade(t)
}

func (r *diaristReading) DataReceived(data []byte) {
	r.note("DataReceived")
	r.reading.DataReceived(data)
}

func (r *diaristReading) ConnectionLost(reason error) {
	r.note("ConnectionLost")
	r.reading.ConnectionLost(reason)
	if r.poem.text != nil {
		r.note("end")
	}
}

func TestTheFigureOfALifeIsTrue(t *testing.T) {
	var diary, want []string
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		server := w.Serve(10001, "tide", 160, 100*ms)
		env := &program.Env{Stdout: new(strings.Builder), Stderr: new(strings.Builder), Net: &w.Net}
		a, err := newAnthology(env, []string{server.Port})
		if err != nil {
			t.Fatal(err)
		}
		defer a.reactor.Close()
		a.reactor.ConnectTCP(a.poems[0].address, diarist{a.poems[0], &diary}, 0)
		diary = append(diary, "ConnectTCP")
		if err := a.run(w.Context()); err != nil {
			t.Fatal(err)
		}
	})
	for _, s := range life {
		want = append(want, s.call)
	}
	if !slices.Equal(diary, want) {
		t.Errorf("the figure says\n%q\nand it was\n%q", want, diary)
	}
}

// stackFigure is the stack in DataReceived of get-stack: the calls that are under way, each inside of
// the one below.
func stackFigure(t *testing.T) []byte {
	var e trace.Event
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		var err error
		if e, err = figure.Calling(w.Stacked("get-stack", w.Serve(10001, "tide", 160, 100*ms).Port), "curiousReading.DataReceived", 1); err != nil {
			t.Fatal(err)
		}
	})
	stack := figure.Stack{Event: e}
	d := &figure.Drawing{
		ID:    "05-stack",
		Title: "Who calls DataReceived",
		Desc: "A stack of calls. At the bottom two of ours, getStack and anthology.run. On them stand seven of the reactor: Run, turn, dispatch, call, guard, a function in call, and DoRead of the connection. " +
			"At the top is ours again: DataReceived.",
		Width:  figure.Width,
		Height: stack.Height() + 10,
	}
	boxes := stack.Draw(d, figure.Point{X: 1, Y: d.Height - 6}, 276)
	remark := func(boxes []figure.Rect, class string, lines ...string) {
		first, last := boxes[0], boxes[len(boxes)-1]
		x, y0, y1 := first.X+first.W+10, first.Y+1, last.Y+last.H-1
		d.Line(class, figure.Point{X: x, Y: y0}, figure.Point{X: x, Y: y1})
		d.Text("small", figure.Point{X: x + 10, Y: (y0+y1-figure.LineHeight*float64(len(lines)-1))/2 + 4.5}, figure.Start, lines...)
	}
	calls := e.Stack.Frames
	up := slices.IndexFunc(calls, func(f trace.Frame) bool { return !f.Ours() })
	down := up + slices.IndexFunc(calls[up:], trace.Frame.Ours)
	remark(boxes[:up], "accent thick", "ours, called back")
	remark(boxes[up:down], "muted thick", "the reactor's:", "it waits, reads,", "and calls")
	remark(boxes[down:], "accent thick", "ours, which called", "and has not had", "an answer yet")
	return d.SVG()
}
