package program

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"syscall/js"
	"time"

	"slowpoetry/code/sim"
)

// System is the network of the page, which exists only in its memory.
var System Network = new(memory)

// memory is a network on which programs may wait for ever, as on a real one.
type memory struct{ sim.Network }

func (m *memory) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	hope()
	return m.Network.Listen(ctx, network, address)
}

func (m *memory) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	hope()
	return m.Network.DialContext(ctx, network, address)
}

// hope keeps the runtime from reporting a deadlock when all goroutines wait for connections or
// bytes: on a real network somebody might still call. The page, too, takes a timer that is this
// far off for one that never fires.
var hope = sync.OnceFunc(func() { time.AfterFunc(1<<63-1, func() {}) })

// Main runs the command line as a [Session], and exits with its status. The page has a file for
// what each command prints, /dev/command/0 and so on, and one for the events, /dev/events; where
// these are not there, as under Node, all goes to standard output. No signal ever arrives here:
// the page ends the whole process instead.
func Main(title string, programs ...Program) {
	s := Session{
		Title:    title,
		Programs: programs,
		Net:      System,
		Terminal: func(n int) io.Writer { return open(fmt.Sprintf("/dev/command/%d", n), os.Stdout) },
		Events:   open("/dev/events", io.Discard),
	}
	os.Exit(s.Run(context.Background(), os.Args[1:]))
}

// open opens a file of the page for writing, and returns otherwise where there is none.
func open(path string, otherwise io.Writer) io.Writer {
	number, err := syscall.Open(path, syscall.O_WRONLY, 0)
	if err != nil {
		return otherwise
	}
	return device(number)
}

// A device is the number of an open file of the page. Writing to it is one call of a JavaScript
// function, and does not block. Writing to an [os.File] would, until all goroutines had come to
// rest: so no goroutine could print while another one is busy.
type device int

func (d device) Write(p []byte) (n int, err error) {
	defer func() {
		if thrown, ok := recover().(js.Error); ok {
			n, err = 0, thrown
		}
	}()
	array := js.Global().Get("Uint8Array").New(len(p))
	js.CopyBytesToJS(array, p)
	return js.Global().Get("fs").Call("writeSync", int(d), array).Int(), nil
}
