package main

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"runtime"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// goodbyes has a server say much and leave at once, in each of two ways, and prints what its
// client has of it.
func goodbyes(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, way := range []farewell{
		{"LoseConnection", protocol.Transport.LoseConnection},
		{"Abort", protocol.Transport.Abort},
	} {
		port, err := r.ListenTCP("127.0.0.1:0", way)
		if err != nil {
			return err
		}
		w := &witness{reactor: r}
		r.ConnectTCP(port.LocalAddr().String(), w, 0)
		if err := r.Run(ctx); err != nil { // until the witness stops it; it may run again
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Fprintf(env.Stdout, "%s: wrote %d bytes, %d came, and then: %v\n", way.name, len(speech), w.had, w.reason)
	}
	return nil
}

// A farewell is a way to leave, and the factory of those who leave in that way.
type farewell struct {
	name  string
	leave func(protocol.Transport)
}

func (f farewell) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return &leaving{way: f} }

// A leaving protocol waits to be asked, says all it has to say, and leaves.
type leaving struct {
	way       farewell
	transport protocol.Transport
}

func (l *leaving) ConnectionMade(t protocol.Transport) { l.transport = t }

func (l *leaving) DataReceived(data []byte) {
	l.transport.Write(speech) // takes all of it, and returns at once
	l.way.leave(l.transport)
}

func (l *leaving) ConnectionLost(reason error) {}

var speech = make([]byte, plenty)

// plenty is how many bytes are far more than a connection takes at once.
var plenty = func() int {
	if runtime.GOOS == "js" {
		return 512 << 10 // there are no kernels between two ends in a page, with megabytes to spare
	}
	return 8 << 20
}()

// A witness asks for the speech, counts what comes of it, and stops the reactor in the end. It is
// its own factory.
type witness struct {
	reactor *reactor.Reactor
	had     int
	reason  error
}

func (w *witness) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return w }
func (w *witness) ConnectionFailed(reason error)                         { w.ConnectionLost(reason) }
func (w *witness) ConnectionMade(t protocol.Transport)                   { io.WriteString(t, "Speak!\n") }
func (w *witness) DataReceived(data []byte)                              { w.had += len(data) }

func (w *witness) ConnectionLost(reason error) {
	w.reason = reason
	w.reactor.Stop()
}
