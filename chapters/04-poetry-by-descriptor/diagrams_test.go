package main

import (
	"fmt"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

// callbackFigure is what happens in get when a piece has come: who calls whom.
func callbackFigure() []byte {
	d := &figure.Drawing{
		ID:     "04-callback",
		Title:  "A read callback",
		Desc:   "From left to right the poller, the reactor, our download and its socket; time goes down. The reactor calls Wait, which waits, and returns: poem 2 is ready. The reactor calls DoRead of the download, which calls Read of the socket and gets 100 bytes, and returns nil. The reactor calls Wait again.",
		Width:  figure.Width,
		Height: 366,
	}
	const (
		poller, reactor, download, socket = 46.0, 162.0, 278.0, 394.0 // the lines of life
		top, bottom, half                 = 44.0, 360.0, 6.0
	)
	for _, column := range []struct {
		x           float64
		class, name string
	}{
		{poller, "paper", "poller"}, {reactor, "paper", "reactor"}, {download, "ink", "download"}, {socket, "paper", "socket"},
	} {
		d.Line("grid", figure.Point{X: column.x, Y: top}, figure.Point{X: column.x, Y: bottom})
		d.Box(column.class, figure.Rect{X: column.x - 44, Y: 10, W: 88, H: 30}, column.name)
	}
	busy := func(class string, x, from, to float64) {
		d.Box(class, figure.Rect{X: x - half, Y: from, W: 2 * half, H: to - from})
	}
	// call draws an arrow from one line of life to the next, and back draws the return.
	call := func(from, to, y float64, name string) { step(d, "ink", "code", from, to, y, name) }
	back := func(from, to, y float64, text string) { step(d, "muted dash", "muted small", from, to, y, text) }

	busy("paper", reactor, top+10, bottom)
	d.Bar(trace.Wait, figure.Rect{X: poller - half, Y: 82, W: 2 * half, H: 58})
	busy("ink", download, 178, 288)
	busy("paper", socket, 216, 252)
	d.Bar(trace.Wait, figure.Rect{X: poller - half, Y: 326, W: 2 * half, H: bottom - 326})

	call(reactor, poller, 82, "Wait")
	back(poller, reactor, 140, "poem 2, ready")
	call(reactor, download, 178, "DoRead")
	call(download, socket, 216, "Read")
	back(socket, download, 252, "100 bytes")
	back(download, reactor, 288, "nil")
	call(reactor, poller, 326, "Wait")
	return d.SVG()
}

// step draws an arrow at the height y, from one line of life to another, with a text above it.
func step(d *figure.Drawing, stroke, face string, from, to, y float64, text string) {
	half := 7.0
	if to < from {
		half = -half
	}
	d.Arrow(stroke, figure.Point{X: from + half, Y: y}, figure.Point{X: to - half, Y: y})
	d.Text(face, figure.Point{X: (from + to) / 2, Y: y - 7}, figure.Middle, text)
}

// roadsFigure is the two ways in which a poller learns of what is ready.
func roadsFigure() []byte {
	d := &figure.Drawing{
		ID:     "04-roads",
		Title:  "Two pollers",
		Desc:   "On the left, three sockets lie in the kernel, inside epoll; an arrow leads from epoll to Wait. On the right, a goroutine waits in Read for each of three sockets; arrows lead from the goroutines to a queue, and from there one arrow to Wait. The reactor above calls Wait in either case.",
		Width:  figure.Width,
		Height: 300,
	}
	d.Box("paper", figure.Rect{X: 2, Y: 8, W: figure.Width - 4, H: 32}, "reactor")
	wait := func(x float64, name string) figure.Rect {
		box := figure.Rect{X: x, Y: 72, W: 200, H: 34}
		d.Arrow("ink", figure.Point{X: box.Top().X, Y: 40}, box.Top().Add(0, -1))
		d.Text("code", figure.Point{X: box.Top().X + 8, Y: 61}, figure.Start, "Wait")
		d.Box("paper", box, name)
		return box
	}
	native, portable := wait(2, "native poller"), wait(238, "portable poller")

	// The kernel keeps the set.
	kernel := figure.Rect{X: 2, Y: 146, W: 200, H: 148}
	d.Frame("muted thin dash", kernel, 5)
	d.Text("muted small", figure.Point{X: 12, Y: 286}, figure.Start, "the kernel")
	epoll := figure.Rect{X: 16, Y: 166, W: 172, H: 34}
	d.Box("paper", epoll, "epoll")
	d.Arrow("accent thick", epoll.Top(), native.Bottom().Add(0, 2))

	// Goroutines keep it.
	queue := figure.Rect{X: 252, Y: 146, W: 172, H: 26}
	d.Box("paper small", queue, "queue")
	d.Arrow("accent thick", queue.Top(), portable.Bottom().Add(0, 2))
	for i := range 3 {
		class := figure.Ink
		if i == 1 {
			class = figure.Accent
		}
		x := 42 + 60*float64(i)
		socket := figure.Point{X: x, Y: 240}
		d.Line(class, figure.Point{X: x, Y: epoll.Bottom().Y}, socket)
		mark(d, class, socket)
		d.Text("muted small", socket.Add(0, 22), figure.Middle, fmt.Sprintf("poem %d", i+1))

		x += 236
		socket.X = x
		reader := figure.Rect{X: x - 25, Y: 192, W: 50, H: 28}
		d.Line(class, reader.Bottom(), socket)
		d.Box("paper code", reader, "Read")
		if class == figure.Accent {
			d.Arrow("accent", reader.Top(), figure.Point{X: x, Y: queue.Bottom().Y + 1})
		} else {
			d.Bar(trace.Wait, figure.Rect{X: reader.X + 4, Y: reader.Y - 11, W: reader.W - 8, H: 9})
		}
		mark(d, class, socket)
		d.Text("muted small", socket.Add(0, 22), figure.Middle, fmt.Sprintf("poem %d", i+1))
	}
	d.Text("muted small", figure.Point{X: portable.Bottom().X, Y: 286}, figure.Middle, "a goroutine for each")
	return d.SVG()
}

// mark draws a socket, filled when it is ready.
func mark(d *figure.Drawing, class string, at figure.Point) {
	if class == figure.Accent {
		d.Disc(class, at, 6)
	} else {
		d.Circle(class, at, 5.5)
	}
}
