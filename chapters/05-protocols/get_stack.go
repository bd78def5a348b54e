package main

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"path"
	"runtime"
	"strings"
	"text/tabwriter"

	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
)

// getStack fetches poems, and prints who calls the first protocol, and from where.
func getStack(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		a.reactor.ConnectTCP(p.address, curious{p}, 0)
	}
	return a.run(ctx)
}

// A curious poem has a reading that wants to know who calls it.
type curious struct{ *poem }

func (c curious) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &curiousReading{reading: reading{poem: c.poem}, out: c.anthology.env.Stderr}
}

// A curiousReading prints the stack when it is called: the first time that something has come, not
// each time.
type curiousReading struct {
	reading
	out io.Writer
}

func (r *curiousReading) ConnectionMade(t protocol.Transport) {
	whoCalled(r.out)
	r.reading.ConnectionMade(t)
}

func (r *curiousReading) DataReceived(data []byte) {
	if len(r.text) == 0 {
		whoCalled(r.out)
	}
	r.reading.DataReceived(data)
}

func (r *curiousReading) ConnectionLost(reason error) {
	whoCalled(r.out)
	r.reading.ConnectionLost(reason)
}

// whoCalled prints the calls that it is in, its caller first, as far as the program's own function.
func whoCalled(w io.Writer) {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for {
		frame, more := frames.Next()
		name := path.Base(frame.Function) // without the folder of its package
		fmt.Fprintf(columns, "  %s\t%s:%d\n", name, path.Base(frame.File), frame.Line)
		if !more || strings.HasSuffix(name, ".getStack") {
			break
		}
	}
	columns.Flush()
}
