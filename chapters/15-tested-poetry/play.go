package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

//listing:hotel

// hotel is what the network is like in all our worlds.
var hotel = sim.Conditions{
	MinLatency: time.Millisecond,
	MaxLatency: 100 * time.Millisecond,
	Split:      0.2,
	Merge:      0.1,
	Trouble:    sim.Trouble{Refuse: 0.03, Ignore: 0.1, Break: 0.02},
}

// silence is the probability, before each piece, that a server says no more and does not hang up.
const silence = 0.05

//listing:end

// poems are what servers recite.
var poems = []string{
	"The kettle has its own idea of soon.",
	"Rain on the relay hut; the line hums on.",
	"Half past the hour, and the board still turns.",
}

// A play is a client in a world, and what has been noticed.
type play struct {
	world       *sim.World
	reactor     *reactor.Reactor
	trace       *trace.Recorder // nil, or where the play is recorded, on the world's clock
	fates       []fate
	servers     int
	visits      int      // to the servers of listen
	connections int      // that the client has asked for
	complaints  []string // what must not happen
	diary       []line   // what did
}

// A fate is what became of a poem.
type fate struct {
	asked   bool
	settled int // how often
	text    string
	err     error
}

// A line of a diary says what happened.
type line struct {
	at   time.Duration
	text string
}

// quiet is how long a world is left to itself.
const quiet = 3 * time.Minute

//listing:perform

// perform has a client fetch some of three poems, leaves the world to itself for three minutes, and
// returns what there is to complain about.
func (p *play) perform(fetch client) []string {
	p.fates = make([]fate, len(poems))
	for i, poem := range poems {
		server := netip.AddrPortFrom(localhost, uint16(10001+i))
		if p.fates[i].asked = p.world.Chance("fetch", server, 0.7); !p.fates[i].asked {
			continue
		}
		p.serve(server, poem)
		p.trace.Wait(fmt.Sprint("poem ", i+1))
		p.reactor.CallWhenRunning(func() {
			fetch(p.reactor, server.String()).AddBoth(func(text string, err error) (string, error) {
				p.settle(i, text, err)
				return text, nil
			})
		})
	}
	p.reactor.CallLater(quiet, func() {
		p.judge()
		p.reactor.Stop()
	})
	if err := p.reactor.Run(context.Background()); err != nil {
		p.complain("the reactor: %v", err)
	}
	return p.complaints
}

//listing:end

//listing:judge

// judge complains about poems that are wrong or have not been heard of, and about what is left open.
func (p *play) judge() {
	for i, f := range p.fates {
		switch {
		case !f.asked:
			continue
		case f.settled == 0:
			p.complain("poem %d neither came nor failed", i+1)
		case f.err == nil && f.text != poems[i]:
			p.complain("poem %d is wrong: %q", i+1, f.text)
		}
	}
	if left := p.world.Open() - p.servers; left > 0 { // they go on listening
		p.complain("ends of connections that are still open: %d", left)
	}
}

//listing:end

// stage returns a play in a world, which has begun to record what is left to chance.
func stage(world *sim.World) *play { return recorded(world, nil) }

// recorded is stage for a play that is recorded in run, without the lanes of the reactor.
func recorded(world *sim.World, run *trace.Recorder) *play {
	p := &play{world: world, trace: run}
	r, err := reactor.New(reactor.Config{Stack: stack{world, p}, Now: world.Now, Log: slog.New(critic{p}), Trace: run.Only(nil)})
	if err != nil {
		panic(err) // a world has all the descriptors that we want
	}
	p.reactor = r
	return p
}

func (p *play) complain(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	p.complaints = append(p.complaints, text)
	p.note("%s", text)
}

func (p *play) note(format string, args ...any) {
	p.diary = append(p.diary, line{p.world.Now(), fmt.Sprintf(format, args...)})
}

// settle notes what became of a poem.
func (p *play) settle(i int, text string, err error) {
	f := &p.fates[i]
	f.settled, f.text, f.err = f.settled+1, text, err
	task := fmt.Sprintf("poem %d", i+1)
	if err != nil {
		p.note("poem %d will not come: %v", i+1, err)
	} else {
		p.note("poem %d has come, %d bytes", i+1, len(text))
	}
	p.trace.Record(trace.Event{Task: task, Kind: trace.Fire})
	p.trace.End(task)
}

// A critic is a log in which nothing should be: a panic in a callback is a complaint.
type critic struct{ *play }

func (c critic) Enabled(context.Context, slog.Level) bool { return true }
func (c critic) WithAttrs([]slog.Attr) slog.Handler       { return c }
func (c critic) WithGroup(string) slog.Handler            { return c }

func (c critic) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "panic" {
			text, _, _ := strings.Cut(a.Value.String(), "\n")
			c.complain("%s: %s", r.Message, text)
		}
		return true
	})
	return nil
}

// A stack is the world, in which we see who connects.
type stack struct {
	*sim.World
	play *play
}

func (s stack) Connect(address string) (socket.Socket, error) {
	p := s.play
	p.connections++
	p.note("connection %d: asked for", p.connections)
	p.trace.Wait(fmt.Sprint("connection ", p.connections))
	return s.World.Connect(address)
}

// firstPort is where a world's connections come from: the first from this port, and so on.
const firstPort = 49152

// serve recites a poem to all who connect, in up to four pieces.
func (p *play) serve(at netip.AddrPort, poem string) {
	pieces := 1 + p.world.Pick("pieces", at, 4)
	build := protocol.FactoryFunc(func(remote netip.AddrPort) protocol.Protocol {
		return &recital{
			play: p, server: at, left: poem, size: (len(poem) + pieces - 1) / pieces, rest: 200 * time.Millisecond,
			name: fmt.Sprint("connection ", int(remote.Port())-firstPort+1),
		}
	})
	if _, err := p.reactor.ListenTCP(at.String(), build); err != nil {
		p.complain("%v", err)
	}
	p.servers++
}

// listen has a server recite the first poem to all who connect, ten bytes at a time.
func (p *play) listen(rest time.Duration) (*reactor.Port, error) {
	return p.reactor.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		p.visits++
		return &recital{play: p, left: poems[0], size: 10, rest: rest, faithful: true, name: fmt.Sprint("connection ", p.visits)}
	}))
}

// recite has such a server in the play, calls f with its address, and runs until f stops it.
func (p *play) recite(rest time.Duration, f func(address string)) {
	p.reactor.CallWhenRunning(func() {
		port, err := p.listen(rest)
		if err != nil {
			panic(err) // all the ports of a world are free
		}
		f(port.LocalAddr().String())
	})
	if err := p.reactor.Run(context.Background()); err != nil {
		panic(err)
	}
}

var localhost = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// A recital is one connection to a server.
type recital struct {
	*play
	protocol.Transport
	server netip.AddrPort
	name   string
	left   string // to recite
	size   int    // of a piece
	rest   time.Duration
	next   *reactor.Call

	faithful bool // it never falls silent
}

func (c *recital) ConnectionMade(t protocol.Transport) {
	c.Transport = t
	c.note("%s: made", c.name)
	c.trace.Run(c.name)
	c.recite()
}

// recite sends the next piece, and asks to be called again.
func (c *recital) recite() {
	switch {
	case !c.faithful && c.world.Chance("silence", c.server, silence):
		c.trace.Wait(c.name)
		return
	case c.left == "":
		c.LoseConnection()
		return
	}
	piece := c.left[:min(c.size, len(c.left))]
	c.left = c.left[len(piece):]
	c.Write([]byte(piece))
	c.note("%s: %d bytes are sent", c.name, len(piece))
	c.trace.Send(c.name, len(piece))
	c.next = c.reactor.CallLater(c.rest, c.recite)
}

func (c *recital) DataReceived([]byte) {}

func (c *recital) ConnectionLost(error) {
	if c.next != nil {
		c.next.Cancel()
	}
	c.note("%s: closed", c.name)
	c.trace.End(c.name)
}

// run performs in a world, and returns the play, with the complaints. It is recorded in record, which may be nil.
func run(world *sim.World, fetch client, record *trace.Recorder) *play {
	p := recorded(world, record)
	defer p.reactor.Close()
	p.perform(fetch)
	return p
}
