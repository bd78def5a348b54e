package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/trace"
)

// readFigure has a row for each thing that a read can return: what is there, what the read says
// about it, and what there is to do.
func readFigure() []byte {
	d := &figure.Drawing{
		ID:     "02-read",
		Title:  "What a read returns",
		Desc:   "Four rows. Bytes have come: n and nil; take them, there may be more. Nothing has come yet: 0 and ErrWouldBlock; leave it, until the poller says that it is ready. The server has closed the connection: 0 and io.EOF; the poem is complete. The connection is broken: 0 and any other error; the poem will not come.",
		Width:  figure.Width,
		Height: 264,
	}
	const (
		socket, server, answer, advice = 12.0, 107.0, 143.0, 292.0 // columns
		first, pitch                   = 28.0, 58.0                // rows
	)
	heading := func(x float64, align figure.Align, text string) {
		d.Text("muted small", figure.Point{X: x, Y: 16}, align, text)
	}
	heading(socket, figure.Start, "socket")
	heading(server, figure.Middle, "server")
	heading(answer, figure.Start, "Read returns")
	heading(advice, figure.Start, "what to do")

	for i, row := range []struct {
		class, text   string
		answer, means string
		advice        []string
	}{
		{figure.Ink, "Slack", "5, nil", "some bytes", []string{"take them;", "more may come"}},
		{figure.Accent, "", "0, ErrWouldBlock", "nothing yet", []string{"leave; come back", "when it is ready"}},
		{figure.Ink, "", "0, io.EOF", "the end", []string{"close it: the poem", "is complete"}},
		{figure.Ink, "", "0, another error", "it is broken", []string{"close it: the poem", "will not come"}},
	} {
		top := first + float64(i)*pitch
		middle := top + pitch/2
		at := func(x, dy float64) figure.Point { return figure.Point{X: x, Y: middle + dy} }
		d.Line("grid thin", figure.Point{X: 0, Y: top}, figure.Point{X: d.Width, Y: top})
		if row.class == figure.Accent {
			d.Rect(figure.Accent, figure.Rect{X: 0, Y: top + 6, W: 4, H: pitch - 12}, 0)
		}

		letters := make([]string, 5)
		for i, b := range []byte(row.text) {
			letters[i] = string(b)
		}
		cells := d.Cells(figure.Ink, at(socket, -12), 13.5, letters...)
		end, other := cells.Right(), at(server, 0)
		cross := at((end.X+other.X)/2+2, 0)
		switch i {
		case 0, 1: // there is a server, which may say more
			d.Line(figure.Ink, end, other)
			d.Circle(figure.Ink, other, 5.5)
		case 2: // there was one, and it has hung up
			d.Line("ink thick", end.Add(5, -12), end.Add(5, 12))
		case 3: // nobody knows what there is
			d.Line(figure.Ink, end, cross.Add(-8, 0))
			d.Line("warn thick", cross.Add(-5, -5), cross.Add(5, 5))
			d.Line("warn thick", cross.Add(-5, 5), cross.Add(5, -5))
		}
		d.Code(row.class, at(answer, -4), row.answer)
		d.Text("small "+row.class, at(answer, 14), figure.Start, row.means)
		d.Text("small", at(advice, -4), figure.Start, row.advice...)
	}
	return d.SVG()
}

// loopFigure is the loop of getAsync.
func loopFigure() []byte {
	d := &figure.Drawing{
		ID:     "02-loop",
		Title:  "The event loop",
		Desc:   "A circle. Wait, until one of all the sockets is ready. Take the next event. Read once from its socket. If there are more events take the next, and if there are none, wait again.",
		Width:  figure.Width,
		Height: 304,
	}
	center, radius := figure.Point{X: 220, Y: 188}, 106.0
	wait := figure.Rect{X: 126, Y: 62, W: 188, H: 52}
	take := figure.Rect{X: 254, Y: 222, W: 134, H: 44}
	read := figure.Rect{X: 52, Y: 222, W: 134, H: 44}

	for i := range 3 {
		socket := figure.Point{X: wait.Top().X + float64(i-1)*62, Y: 32}
		d.Text("muted small", socket.Add(0, -14), figure.Middle, fmt.Sprintf("poem %d", i+1))
		d.Line(figure.Ink, socket, figure.Point{X: socket.X, Y: wait.Y})
		d.Circle(figure.Ink, socket, 5.5)
	}

	d.Arc("ink thick", center, radius, -44, 16)
	d.Arc("ink thick", center, radius, 47.5, 130)
	d.Arc("ink thick", center, radius, 161.5, 222)
	back := figure.Point{X: 162, Y: 190}
	d.Arrow("ink thick", figure.Point{X: back.X, Y: read.Y}, back, figure.Point{X: 278, Y: back.Y}, figure.Point{X: 278, Y: take.Y - 3})
	d.Text("small", figure.Point{X: center.X, Y: back.Y - 8}, figure.Middle, "more events")
	d.Text("small", figure.Point{X: 106, Y: 152}, figure.End, "no more", "events")
	d.Text("small", figure.Point{X: 334, Y: 152}, figure.Start, "the sockets", "that are ready")

	d.Box("accent", wait)
	d.Text("accent strong", wait.Top().Add(0, 19), figure.Middle, "wait for all of them")
	d.Bar(trace.Wait, figure.Rect{X: wait.X + 10, Y: wait.Y + 30, W: wait.W - 20, H: 12})
	d.Box("ink", take, "take", "the next event")
	d.Box("ink", read, "read once", "from its socket")
	return d.SVG()
}

// splitFigure is what becomes of a letter that lies across the end of a piece, when the pieces of
// the poem are those of the transcript, 100 bytes long.
func splitFigure(t *testing.T) []byte {
	poem, err := poetry.Find("splitflap")
	if err != nil {
		t.Fatal(err)
	}
	var before, after []byte
	for piece := range poetry.Pieces(poem.Text, 100) {
		before, after = after, piece
		if before != nil && !utf8.RuneStart(after[0]) {
			break
		}
	}
	before, after = before[len(before)-9:], after[:5]
	letter := string(append(before[8:9:9], after[0]))
	if !utf8.ValidString(letter) {
		t.Fatalf("the bytes % X are no letter", letter)
	}

	d := &figure.Drawing{
		ID:    "02-split",
		Title: "A letter that lies across the end of a piece",
		Desc: fmt.Sprintf("The server sends the bytes % X at the end of a piece, and % X at the beginning of the next. "+
			"The bytes beside the cut, %X and %X, are %s together. The client turns each piece into capitals, and each of the two, by itself, into a replacement character.",
			before, after, before[8], after[0], letter),
		Width:  figure.Width,
		Height: 152,
	}
	const left, cell, gap, result = 64.0, 25.0, 20.0, 142.0
	first := d.Cells(figure.Ink, figure.Point{X: left, Y: 30}, cell, faces(before)...)
	second := d.Cells(figure.Ink, figure.Point{X: left + first.W + gap, Y: first.Y}, cell, faces(after)...)
	cut := figure.Point{X: first.X + first.W + gap/2}
	d.Text("muted small", figure.Point{X: 0, Y: 46.5}, figure.Start, "sent")
	d.Text("muted small", cut.Add(-12, 18), figure.End, "a piece ends")
	d.Text("muted small", cut.Add(12, 18), figure.Start, "the next begins")
	d.Line("warn dash", cut.Add(0, 4), cut.Add(0, 60))
	d.Brace("accent", first.X+first.W-cell, second.X+cell, 60, 6)
	d.Text("accent strong", cut.Add(0, 88), figure.Middle, letter)
	for _, x := range []float64{first.X + first.W - cell/2, second.X + cell/2} {
		to := figure.Point{X: x, Y: result - 17}
		d.Arrow("muted thin", figure.Point{X: x, Y: 74}, to)
	}
	d.Text("muted small", figure.Point{X: 0, Y: result}, figure.Start, "printed")
	capitals := func(row figure.Rect, piece []byte) {
		for i, r := range []rune(string(bytes.ToUpper(piece))) {
			class := "code"
			if r == utf8.RuneError {
				class = "code warn"
			}
			d.Text(class, figure.Point{X: row.X + (float64(i)+0.5)*cell, Y: result}, figure.Middle, face(r))
		}
	}
	capitals(first, before)
	capitals(second, after)
	return d.SVG()
}

// faces returns what to write in the cells of some bytes: letters where they are some.
func faces(piece []byte) []string {
	var list []string
	for _, b := range piece {
		if b < utf8.RuneSelf {
			list = append(list, face(rune(b)))
		} else {
			list = append(list, fmt.Sprintf("%X", b))
		}
	}
	return list
}

// face makes a space visible.
func face(r rune) string {
	if r == ' ' {
		return "·"
	}
	return string(r)
}

// netpollerFigure is the loop in Go's runtime, and the goroutines over it.
func netpollerFigure() []byte {
	d := &figure.Drawing{
		ID:     "02-netpoller",
		Title:  "Goroutines, and the poller under them",
		Desc:   "Three goroutines, each in the middle of three calls: fetch, conn.Read, pollWait. Two of them wait. In the runtime, a poller holds the sockets of all three, and a loop waits for it, finds the goroutine that wants a socket which is ready, and makes it ready too: the third, which could run now.",
		Width:  figure.Width,
		Height: 354,
	}
	const left, pitch, width, frame = 66.0, 118.0, 104.0, 25.0 // of the goroutines and the calls they are in
	poller := figure.Rect{X: 10, Y: 188, W: 394, H: 32}
	d.Frame("muted thin dash", figure.Rect{X: 0, Y: 148, W: 414, H: 200}, 5)
	d.Text("muted small", figure.Point{X: 10, Y: 168}, figure.Start, "the runtime")
	d.Box("paper", poller)
	d.Text("small", poller.Left().Add(10, 4.8), figure.Start, "poller")
	for i := range 3 {
		x := left + float64(i)*pitch
		class, state := figure.Ink, trace.Wait
		if i == 2 {
			class, state = figure.Accent, trace.Ready
		}
		d.Text("small "+class, figure.Point{X: x + width/2, Y: 14}, figure.Middle, fmt.Sprintf("goroutine %d", i+1))
		for n, call := range []string{"ink fetch", "paper conn.Read", "paper pollWait"} {
			colour, name, _ := strings.Cut(call, " ")
			d.Box(colour+" code", figure.Rect{X: x, Y: 24 + float64(n)*frame, W: width, H: frame}, name)
		}
		d.Bar(state, figure.Rect{X: x, Y: 24 + 3*frame + 5, W: width, H: 12})
		socket := figure.Point{X: x + width/2, Y: poller.Left().Y}
		d.Line(class, figure.Point{X: socket.X, Y: 24 + 3*frame + 17}, socket)
		if class == figure.Accent {
			d.Disc(class, socket, 6)
		} else {
			d.Circle(class, socket, 5.5)
		}
	}

	wait := figure.Rect{X: 10, Y: 262, W: 96, H: 44}
	find := figure.Rect{X: 144, Y: 262, W: 112, H: 44}
	ready := figure.Rect{X: 292, Y: 262, W: 112, H: 44}
	d.Arrow("ink thick", figure.Point{X: wait.Top().X, Y: 220}, wait.Top().Add(0, -1))
	d.Arrow("ink thick", wait.Right(), find.Left().Add(-1, 0))
	d.Arrow("ink thick", find.Right(), ready.Left().Add(-1, 0))
	d.Arrow("ink thick", ready.Bottom(), ready.Bottom().Add(0, 22), wait.Bottom().Add(0, 22), wait.Bottom().Add(0, 2))
	d.Box("paper", wait)
	d.Text("", wait.Top().Add(0, 18), figure.Middle, "wait")
	d.Bar(trace.Wait, figure.Rect{X: wait.X + 8, Y: wait.Y + 26, W: wait.W - 16, H: 12})
	d.Box("paper", find, "find who", "wants it")
	d.Box("paper", ready, "make it", "ready to run")
	d.Text("accent small", figure.Point{X: poller.X + poller.W - 6, Y: 241}, figure.End, "bytes have come")
	d.Arrow("accent thick", ready.Right(), figure.Point{X: 428, Y: ready.Right().Y}, figure.Point{X: 428, Y: 110}, figure.Point{X: left + 2*pitch + width + 3, Y: 110})
	return d.SVG()
}
