package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

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

// The figures of the chapter: one from the text of client 7.0, one from a run of it.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"stacks":  stacksFigure(t),
		"row":     rowFigure(t),
		"control": controlFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// stacksFigure is the stack of the loop when a timer of inline-2 has fired a Deferred, and that of the coroutine
// which awaits it, in the turn that it gets by that.
func stacksFigure(t *testing.T) []byte {
	run := chapter.StacksAlone(t, "inline-2")
	fires, err := figure.Calling(run, "deferred.Deferred[...].Callback", 1)
	if err != nil {
		t.Fatal(err)
	}
	later := slices.DeleteFunc(run, func(e trace.Event) bool { return e.At < fires.At })
	turn, err := figure.Calling(later, "inline2.func1", 1)
	if err != nil {
		t.Fatal(err)
	}
	d, boxes := figure.Stacks{
		ID:    "17-stacks",
		Title: "The stack of the loop, and that of a coroutine",
		Desc:  "Two stacks. At the bottom of the left one, the loop's, is onClock.run; on it stand package reactor, clock.after.func1, which is a timer's, and package deferred. From there an arrow, next, leads to the top of the right one, the coroutine's. It has package deferred at the bottom, and on that our function, inline2.func1.",
		Stacks: []figure.Stack{
			{Title: "the loop's", Event: fires, Fold: true},
			{Title: "the coroutine's", Event: turn, Fold: true},
		},
	}.Draw()
	from, to := boxes[0][0].Right().Add(2, 0), boxes[1][0].Top().Add(80, -2)
	d.Arrow("accent thick", from, figure.Point{X: to.X, Y: from.Y}, to)
	d.Text("accent small", from.Add(20, -6), figure.Start, "next")
	return d.SVG()
}

// bodyOf returns the lines of the body of a method of poem, as they are in get.go.
func bodyOf(t *testing.T, method string) []string {
	source, err := os.ReadFile("get.go")
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "get.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == method {
			body := source[files.Position(f.Body.Lbrace).Offset+1 : files.Position(f.Body.Rbrace).Offset]
			var lines []string
			for line := range strings.SplitSeq(strings.Trim(string(body), "\n"), "\n") {
				lines = append(lines, strings.ReplaceAll(strings.TrimPrefix(line, "\t"), "\t", "  "))
			}
			return lines
		}
	}
	t.Fatalf("get.go has no %s", method)
	return nil
}

// rowFigure is client 7.0's function, with a bracket for each piece that runs in one turn.
func rowFigure(t *testing.T) []byte {
	const top, line, bracket = 16.0, figure.LineHeight, 332.0
	lines := bodyOf(t, "order")
	d := &figure.Drawing{
		ID: "17-row", Title: "A coroutine as a row of callbacks",
		Width: figure.Width, Height: top + float64(len(lines))*line + 6,
	}
	starts := []float64{4} // of the pieces
	for i, text := range lines {
		y := top + float64(i)*line
		before, after, waits := strings.Cut(text, ":= ")
		if !waits || !strings.Contains(text, ".Await(c)") {
			d.Code("small", figure.Point{X: 4, Y: y}, text)
			continue
		}
		starts = append(starts, y+line/2-3)
		d.Code("small", figure.Point{X: 4, Y: y}, before+":=")
		d.Code("accent small", figure.Point{X: 4 + figure.TextWidth("code small", before+":= "), Y: y}, after)
	}
	starts = append(starts, d.Height-4)
	labels := [][]string{{"in Inline"}, {"a callback and", "an errback,", "for the poem"}, {"a callback and", "an errback,", "for the drawl"}}
	if len(starts) != len(labels)+1 {
		t.Fatalf("order has %d pieces, and the figure labels for %d", len(starts)-1, len(labels))
	}
	for i, label := range labels {
		from, to := starts[i]+2, starts[i+1]-2
		d.Line("ink thick", figure.Point{X: bracket - 6, Y: from}, figure.Point{X: bracket, Y: from}, figure.Point{X: bracket, Y: to}, figure.Point{X: bracket - 6, Y: to})
		d.Text("small", figure.Point{X: bracket + 8, Y: (from+to)/2 + 5 - float64(len(label)-1)*line/2}, figure.Start, label...)
	}
	d.Desc = "The twelve lines of order. A first bracket ends in the middle of the line that awaits the poem; it is labelled in Inline. " +
		"A second goes on from there to the middle of the line that awaits the drawl, and a third from there to the end. Each of these is labelled a callback and an errback."
	return d.SVG()
}

// A turn is a piece of client 7.0's function that runs without a break.
type turn struct {
	poem int
	at   time.Duration
	does []string
}

// watchedTurns runs client 7.0 for a slow poem and a quick one, and returns the turns.
func watchedTurns(t *testing.T) (turns []turn) {
	world := sim.NewWorld(sim.Conditions{Seed: 1, MinLatency: 5 * ms, MaxLatency: 10 * ms})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	serve := func(address string, f protocol.Factory) {
		if _, err := r.ListenTCP(address, f); err != nil {
			t.Fatal(err)
		}
	}
	serve("127.0.0.1:10010", &transformd.Server{Reactor: r, Service: transform.NewService(transform.Engines()), Timeout: time.Minute})
	for i, poem := range []string{"kettle", "tide"} {
		text := programtest.TextOf(t, poem)
		serve(fmt.Sprint("127.0.0.1:1000", i+1), protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
			return &reciting{r: r, text: text, every: time.Duration(200-150*i) * ms}
		}))
	}
	a := newAnthology(&program.Env{Stdout: io.Discard, Stderr: io.Discard}, r, "drawl", []string{"127.0.0.1:10010", "127.0.0.1:10001", "127.0.0.1:10002"})
	a.watch = func(p *poem, what string, e deferred.Event) {
		text := strings.TrimSpace(step(p, what, e))
		if text == "" {
			return
		}
		if i := column(p); e.Kind == deferred.Called || len(turns) == 0 || turns[len(turns)-1].poem != i {
			turns = append(turns, turn{i, r.Now(), nil})
		}
		last := &turns[len(turns)-1]
		last.does = append(last.does, text)
	}
	if err := a.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return turns
}

// controlFigure is who has the goroutine: the loop, or one of two coroutines, with time downwards.
func controlFigure(t *testing.T) []byte {
	const (
		loop, first, pitch = 44.0, 176.0, 162.0 // the columns
		width, wait        = 140.0, 34.0
	)
	d := &figure.Drawing{ID: "17-control", Title: "Who has control, while two coroutines fetch a poem each", Width: figure.Width}
	var desc strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&desc, format+" ", args...) }
	d.Text("muted small", figure.Point{X: loop, Y: 12}, figure.Middle, "the loop")
	for i, name := range []string{"poem 1, slow", "poem 2, quick"} {
		d.Text("muted small", figure.Point{X: first + float64(i)*pitch + width/2 - 50, Y: 12}, figure.Middle, name)
	}
	y := 22.0
	turns := watchedTurns(t)
	var now time.Duration
	for _, turn := range turns {
		if turn.at > now {
			now = turn.at
			d.Bar(trace.Wait, figure.Rect{X: loop - 6, Y: y, W: 12, H: wait})
			say("The loop waits.")
			y += wait
		}
		height := float64(len(turn.does))*figure.LineHeight + 12
		x := first - 50 + float64(turn.poem)*pitch
		d.Box("paper", figure.Rect{X: loop - 14, Y: y, W: 28, H: height})
		d.Box("ink", figure.Rect{X: x, Y: y, W: width, H: height}, turn.does...)
		d.Arrow("ink thick", figure.Point{X: loop + 16, Y: y + 8}, figure.Point{X: x - 2, Y: y + 8})
		d.Arrow("ink thick", figure.Point{X: x - 2, Y: y + height - 8}, figure.Point{X: loop + 16, Y: y + height - 8})
		say("Control goes to the function of poem %d, which %s, and back.", turn.poem+1, strings.Join(turn.does, " and "))
		y += height + 8
	}
	if len(turns) != 6 {
		t.Errorf("%d turns: %v", len(turns), turns)
	}
	d.Height = y
	d.Desc = strings.TrimSpace(desc.String())
	return d.SVG()
}
