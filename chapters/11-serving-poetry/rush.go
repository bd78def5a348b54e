package main

import (
	"context"
	"fmt"
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
		run := env.Trace.Part(string(p) + ", ")
		quiet := *env
		quiet.Trace = run.Only(nil) // the scribe tells more
		r, err := setup.Reactor(&quiet)
		if err != nil {
			return err
		}
		defer r.Close()
		q := &rushHour{reactor: r, scribe: &scribe{run: run}, visitors: *visitors, seats: *seats, every: *every}
		if err := q.run(ctx, p); err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%-7s %s\n", p+":", q.scribe)
		chart.Panels = append(chart.Panels, figure.Panel{Title: string(p), Trace: run.Trace()})
	}
	fmt.Fprintf(env.Stdout, "\n# gets a piece   . listens   - waits in the line   x is hung up on\n\n")
	return chart.Text(env.Stdout, 72)
}

// A rushHour is when the visitors come. It is the factory of their protocols.
type rushHour struct {
	reactor  *reactor.Reactor
	scribe   *scribe
	visitors int // to come
	here     int // who have come, and have not left
	seats    int
	every    time.Duration
	address  string
	failed   error
}

// run opens a hall with a policy, and returns when the last visitor has left.
func (q *rushHour) run(ctx context.Context, p policy) error {
	poem, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	o := poetry.Options{Host: "127.0.0.1", Delay: 40 * time.Millisecond, Bytes: 120, Poem: poem, Verbose: true}
	h := &house{env: &program.Env{Stderr: q.scribe}}
	hall := newHall(&recital{Options: o, house: h, reactor: q.reactor, patience: time.Second}, q.seats, p)
	port, err := q.reactor.ListenTCP(o.Address(), hall)
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

// A scribe reads what a verbose server says of its clients, a line for each Write: it notes that in a
// trace, and counts.
type scribe struct {
	run                          *trace.Recorder
	heard, refused, waited, shed int
}

func (s *scribe) Write(line []byte) (int, error) {
	words := strings.Fields(string(line)) // client 3 is here
	client, said := strings.Join(words[:2], " "), strings.Join(words[2:], " ")
	bytes := 0
	switch {
	case said == "is here":
		s.run.Wait(client)
	case strings.HasPrefix(said, "waits"):
		s.waited++
		s.run.Ready(client)
	case scan(said, "gets %d bytes", &bytes):
		s.run.Run(client)
		s.run.Send(client, bytes)
		s.run.Wait(client)
	case strings.HasPrefix(said, "is refused"):
		s.refused++
		s.hungUp(client)
	case strings.HasPrefix(said, "is shed"):
		s.shed++
		s.hungUp(client)
	case said == "has heard it all":
		s.heard++
		s.run.End(client)
	default:
		s.run.End(client)
	}
	return len(line), nil
}

func (s *scribe) hungUp(client string) {
	s.run.Record(trace.Event{Task: client, Kind: trace.Cancel})
	s.run.End(client)
}

func (s *scribe) String() string {
	text := fmt.Sprintf("%d hear it all", s.heard)
	for _, c := range []struct {
		n    int
		what string
	}{{s.refused, "refused"}, {s.waited, "wait first"}, {s.shed, "shed"}} {
		if c.n > 0 {
			text += fmt.Sprintf(", %d %s", c.n, c.what)
		}
	}
	return text
}

func scan(text, format string, n *int) bool {
	_, err := fmt.Sscanf(text, format, n)
	return err == nil
}
