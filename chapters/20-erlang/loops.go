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
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// loops fetches three poems on one reactor, and tells the run as the loop has seen it, then as each of
// the three protocols has. It runs on a simulated clock, so it prints the same each time.
func loops(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	turns, err := fetchThree(ctx, env.Trace)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "the reactor's loop:\n%s", wrapped(asTheLoop(turns)))
	for poem := 1; poem <= 3; poem++ {
		fmt.Fprintf(env.Stdout, "the protocol of poem %d:\n%s", poem, wrapped(asProtocol(turns, poem)))
	}
	fmt.Fprintln(env.Stdout)
	panels := asPanels(turns)
	for _, p := range panels {
		env.Trace.Include(p.Title+", ", 0, p.Trace)
	}
	return figure.Timeline{Panels: panels}.Text(env.Stdout, 72)
}

// A turn is a call of one of the three protocols.
type turn struct {
	at   time.Duration
	poem int    // from 1
	news string // what the call was about: "a connection"
}

// wrapped returns a story in lines that are indented and not too long.
func wrapped(story string) string {
	var lines strings.Builder
	length := 80
	for part := range strings.SplitSeq(story, ", ") {
		switch {
		case length+len(part) > 70:
			if lines.Len() > 0 {
				lines.WriteString(",\n")
			}
			lines.WriteString("  " + part)
			length = len(part)
		default:
			lines.WriteString(", " + part)
			length += len(part) + 2
		}
	}
	lines.WriteByte('\n')
	return lines.String()
}

// asTheLoop tells the turns as the reactor's loop sees them.
func asTheLoop(turns []turn) string {
	var said []string
	for i, t := range turns {
		if i == 0 || t.at != turns[i-1].at {
			said = append(said, "wait")
		}
		said = append(said, fmt.Sprintf("call %d", t.poem))
	}
	return strings.Join(said, ", ")
}

// asProtocol tells those of the turns that one of the protocols has had, as it sees them.
func asProtocol(turns []turn, poem int) string {
	var said []string
	for _, t := range turns {
		if t.poem == poem {
			said = append(said, "wait", t.news)
		}
	}
	return strings.Join(said, ", ")
}

// asPanels draws the run as one loop, and the same run as three.
func asPanels(turns []turn) []figure.Panel {
	one, three := sketch{}, sketch{}
	for poem := 1; poem <= 3; poem++ {
		three.note(0, fmt.Sprint("poem ", poem), trace.Wait)
	}
	one.note(0, "the loop", trace.Wait)
	for _, t := range turns {
		name := fmt.Sprint("poem ", t.poem)
		one.turn(t.at, "the loop", false)
		three.turn(t.at, name, t.news == "the end")
	}
	one.note(turns[len(turns)-1].at, "the loop", trace.End)
	return []figure.Panel{{Title: "one loop", Trace: one.Trace}, {Title: "three loops", Trace: three.Trace}}
}

// A sketch is a trace of what took no time, as turns of a simulation do.
type sketch struct{ trace.Trace }

func (s *sketch) note(at time.Duration, task string, kind trace.Kind) {
	s.Trace = append(s.Trace, trace.Event{At: at, Task: task, Kind: kind})
}

// turn notes that a task has run for a moment, and then waits, or is over.
func (s *sketch) turn(at time.Duration, task string, over bool) {
	s.note(at, task, trace.Run)
	if over {
		s.note(at+time.Millisecond, task, trace.End)
	} else {
		s.note(at+time.Millisecond, task, trace.Wait)
	}
}

// fetchThree fetches three poems in a simulated network, and returns the turns of their protocols. What is
// called, and what is to come, is recorded in run, on the clock of the simulation.
func fetchThree(ctx context.Context, run *trace.Recorder) (turns []turn, err error) {
	world := sim.NewWorld(sim.Conditions{Seed: 20, MinLatency: 5 * time.Millisecond, MaxLatency: 40 * time.Millisecond})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now, Trace: run.PartOn(world.Now).Only(nil)})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	missing := 3
	for i, name := range []string{"kettle", "tide", "splitflap"} {
		poem, err := poetry.Find(name)
		if err != nil {
			return nil, err
		}
		address := fmt.Sprint("127.0.0.1:1000", i+1)
		_, err = r.ListenTCP(address, protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
			return &reciting{r: r, text: poem.Text, pieces: 4 - i, every: time.Duration(90+50*i) * time.Millisecond}
		}))
		if err != nil {
			return nil, err
		}
		protocol := &reading{tell: func(news string) {
			turns = append(turns, turn{r.Now(), i + 1, news})
			if news == "the end" {
				if missing--; missing == 0 {
					r.Stop()
				}
			}
		}}
		r.ConnectTCP(address, protocol, 0)
	}
	err = r.Run(ctx)
	return turns, err
}

//listing:reading

// A reading is the protocol of a client. It keeps what has come, and tells what it is called for.
type reading struct {
	text []byte
	tell func(news string)
}

func (p *reading) ConnectionMade(protocol.Transport) { p.tell("a connection") }

func (p *reading) DataReceived(data []byte) {
	p.text = append(p.text, data...)
	p.tell("a piece")
}

func (p *reading) ConnectionLost(error) { p.tell("the end") }

//listing:end

// BuildProtocol returns p, which is its own factory: it has one connection.
func (p *reading) BuildProtocol(netip.AddrPort) protocol.Protocol { return p }

// ConnectionFailed does nothing: in the simulation each connection succeeds.
func (p *reading) ConnectionFailed(error) {}

// A reciting is the protocol of a slow server, which sends its poem in so many pieces.
type reciting struct {
	protocol.Transport
	r      *reactor.Reactor
	text   []byte
	pieces int
	every  time.Duration
}

func (p *reciting) ConnectionMade(t protocol.Transport) {
	p.Transport = t
	at := p.every
	for piece := range poetry.Pieces(p.text, (len(p.text)+p.pieces-1)/p.pieces) {
		p.r.CallLater(at, func() { p.Write(piece) })
		at += p.every
	}
	p.r.CallLater(at, p.LoseConnection)
}

func (p *reciting) DataReceived([]byte) {}

func (p *reciting) ConnectionLost(error) {}
