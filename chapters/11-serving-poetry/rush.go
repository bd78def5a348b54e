package main

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/trace"
)

// rush has more visitors come to a hall than it has seats, under each policy, and draws what
// becomes of them.
func rush(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	visitors := flags.Int("visitors", 6, "so many visitors as `n`")
	seats := flags.Int("seats", 2, "recite to `n` at a time")
	every := flags.Duration("every", 35*time.Millisecond, "a visitor comes every so `often`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *visitors < 1 || *visitors > 50:
		return program.Usagef("-visitors is a number from 1 to 50")
	case *seats < 1:
		return program.Usagef("-seats is a number: one at least")
	case *every < 0 || *every > time.Second:
		return program.Usagef("-every is a duration from 0s to 1s")
	}
	chart := figure.Timeline{Ends: true}
	for _, p := range policies {
		run, since := trace.New(), env.Trace.Now()
		measured := *env
		measured.Trace = trace.New() // of the reactor
		r, err := setup.Reactor(&measured)
		if err != nil {
			return err
		}
		defer r.Close()
		fmt.Fprintf(env.Stdout, "%s:\n", p)
		q := &rushHour{reactor: r, env: env, trace: run, visitors: *visitors, seats: *seats, every: *every}
		if err := q.run(ctx, p, measured.Trace); err != nil {
			return err
		}
		env.Trace.Include(string(p)+", ", since, run.Trace())
		chart.Panels = append(chart.Panels, figure.Panel{Title: string(p), Trace: run.Trace()})
	}
	fmt.Fprintf(env.Stdout, "\n# gets a piece   . listens   - waits in the line   x is hung up on\n\n")
	return chart.Text(env.Stdout, 72)
}

// A rushHour is when the visitors come. It is the factory of their protocols.
type rushHour struct {
	reactor  *reactor.Reactor
	env      *program.Env
	trace    *trace.Recorder // of what becomes of them
	visitors int             // to come
	here     int             // who have come, and have not left
	seats    int
	every    time.Duration
	address  string
	failed   error
}

// run opens a hall with a policy, and returns when the last visitor has left. What the reactor sends
// is in its own trace.
func (q *rushHour) run(ctx context.Context, p policy, sent *trace.Recorder) error {
	poem, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	o := poetry.Options{Host: "127.0.0.1", Delay: 40 * time.Millisecond, Bytes: 120, Poem: poem}
	told := &program.Env{Stdout: q.env.Stdout, Stderr: indented{q.env.Stdout}}
	h := newHall(&recital{Options: o, house: &house{env: told}, reactor: q.reactor, patience: time.Second}, q.seats, p)
	h.trace = q.trace
	sent.Follow(func(e trace.Event) {
		if e.Kind == trace.Send && strings.HasPrefix(e.Task, "client ") {
			q.trace.Run(e.Task)
			q.trace.Send(e.Task, e.Bytes)
			q.trace.Wait(e.Task)
		}
	})
	port, err := q.reactor.ListenTCP(o.Address(), h)
	if err != nil {
		return err
	}
	defer port.StopListening()
	q.address = port.LocalAddr().String()
	q.reactor.CallLater(0, q.next)
	if err := q.reactor.Run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return q.failed
}

// next sends a visitor, and asks for the one after it.
func (q *rushHour) next() {
	q.visitors--
	q.here++
	q.reactor.ConnectTCP(q.address, q, 0)
	if q.visitors > 0 {
		q.reactor.CallLater(q.every, q.next)
	}
}

func (q *rushHour) BuildProtocol(netip.AddrPort) protocol.Protocol { return &visit{q} }

func (q *rushHour) ConnectionFailed(reason error) {
	q.failed = reason
	q.reactor.Stop()
}

// A visit ends when the server hangs up.
type visit struct{ hour *rushHour }

func (v *visit) ConnectionMade(t protocol.Transport) {}
func (v *visit) DataReceived(data []byte)            {}

// ConnectionLost stops the reactor when the last one leaves, a little later: the server's side of it
// is not over yet.
func (v *visit) ConnectionLost(reason error) {
	if v.hour.here--; v.hour.here == 0 && v.hour.visitors == 0 {
		v.hour.reactor.CallLater(20*time.Millisecond, func() { v.hour.reactor.Stop() })
	}
}

// An indented writer puts two spaces in front of each line.
type indented struct{ w io.Writer }

func (i indented) Write(p []byte) (int, error) {
	if _, err := io.WriteString(i.w, "  "); err != nil {
		return 0, err
	}
	return i.w.Write(p)
}
