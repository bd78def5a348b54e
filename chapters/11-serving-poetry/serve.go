package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// delay is how long a server rests between two pieces, unless told otherwise.
const delay = 700 * time.Millisecond

// serve recites poems, slowly, each on a port of its own, until ctx is done.
func serve(ctx context.Context, env *program.Env, args []string) error {
	patience := 30 * time.Second
	poems, err := serveFlags(env, args, &patience)
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	h := &house{env: env}
	var serving strings.Builder
	for _, o := range poems {
		port, err := r.ListenTCP(o.Address(), &recital{Options: o, house: h, reactor: r, patience: patience})
		if err != nil {
			return err
		}
		defer port.StopListening()
		fmt.Fprintf(&serving, "Serving %s on %v\n", o.Poem.Name, port.LocalAddr())
	}
	if _, err := io.WriteString(env.Stdout, serving.String()); err != nil {
		return err
	}
	return r.Run(ctx)
}

// serveFlags reads the command line of chapter 2's server, which may now name several poems.
func serveFlags(env *program.Env, args []string, patience *time.Duration) ([]poetry.Options, error) {
	o, err := options()
	if err != nil {
		return nil, err
	}
	flags := env.Flags("[[HOST:]PORT=POEM...]")
	o.Register(flags.FlagSet)
	flags.DurationVar(patience, "patience", *patience, "hang up on a client that has not taken what waits for it after this `duration`")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if *patience <= 0 {
		return nil, program.Usagef("-patience is more than nothing")
	}
	if flags.NArg() == 0 {
		return []poetry.Options{o}, nil
	}
	one := false
	flags.Visit(func(f *flag.Flag) { one = one || f.Name == "port" || f.Name == "poem" || f.Name == "host" })
	if one {
		return nil, program.Usagef("-host, -port and -poem are for one poem: with PORT=POEM leave them out")
	}
	var poems []poetry.Options
	for _, arg := range flags.Args() {
		address, name, _ := strings.Cut(arg, "=")
		addresses, err := poetry.Addresses([]string{address})
		if err != nil {
			return nil, err
		}
		host, port, _ := net.SplitHostPort(addresses[0])
		o.Host = host
		o.Port, _ = strconv.Atoi(port)
		if o.Poem, err = poetry.Find(name); err != nil {
			return nil, program.UsageError{Problem: err.Error()}
		}
		poems = append(poems, o)
	}
	return poems, nil
}

// A house is what all recitals share: it numbers the clients, and says what becomes of them.
type house struct {
	env     *program.Env
	clients int // so far
}

// A recital is a poem and its pace: the factory of those who recite it.
type recital struct {
	poetry.Options
	house    *house
	reactor  *reactor.Reactor
	patience time.Duration
}

func (r *recital) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &reciter{client: r.next()}
}

// next returns the next client.
func (r *recital) next() client {
	r.house.clients++
	return client{recital: r, name: fmt.Sprintf("client %d", r.house.clients), rest: r.Poem.Text}
}

// A client is who hears a recital.
type client struct {
	*recital
	name      string
	transport protocol.Transport
	rest      []byte // of the poem: what has not been recited
}

//listing:protocol

// A reciter recites to one client: the protocol.
type reciter struct {
	client
	beat   *reactor.LoopingCall // of recite
	giveUp *reactor.Call        // to come while something waits to be read
	why    string               // we hung up on it, if we did
}

func (c *reciter) ConnectionMade(t protocol.Transport) {
	c.transport = t
	c.begin()
}

// begin has recite called, over and over, beginning now.
func (c *reciter) begin() {
	c.tell("is here")
	c.beat = reactor.NewLoopingCall(c.reactor, c.recite)
	c.transport.RegisterProducer(c, true)
	c.beat.Start(c.Delay, true)
}

//listing:end

// recite says the next piece, and after the last one goodbye.
func (c *reciter) recite() {
	n := min(c.Bytes, len(c.rest))
	c.tell("gets %d bytes", n)
	c.transport.Write(c.rest[:n]) // which may call PauseProducing
	c.rest = c.rest[n:]
	if len(c.rest) == 0 {
		c.beat.Stop()
		c.wait()
		c.transport.UnregisterProducer()
		c.transport.LoseConnection()
	}
}

//listing:producer

// PauseProducing is called when too much waits to be sent. Then nothing is recited for a while.
func (c *reciter) PauseProducing() {
	c.beat.Stop()
	c.wait()
}

func (c *reciter) ResumeProducing() {
	c.giveUp.Cancel()
	c.beat.Start(c.Delay, false)
}

// StopProducing is called when the connection is lost before the poem is over.
func (c *reciter) StopProducing() { c.beat.Stop() }

// wait has our patience end in a while.
func (c *reciter) wait() {
	c.giveUp.Cancel()
	c.giveUp = c.reactor.CallLater(c.patience, func() { c.hangUp("reads too slowly") })
}

// hangUp ends the connection now, so that the client knows that the poem is not over.
func (c *reciter) hangUp(why string) {
	c.why = why
	c.transport.Abort()
}

//listing:end

// DataReceived does not listen: it is we who recite.
func (c *reciter) DataReceived(data []byte) {}

// ReadConnectionLost is called when the client has no more to say, or has left. We cannot tell
// which, and go on: if it has left, writing fails.
func (c *reciter) ReadConnectionLost() {}

// ConnectionLost says how it ended.
func (c *reciter) ConnectionLost(reason error) {
	c.giveUp.Cancel()
	switch {
	case c.why != "":
		c.say("%s", c.why)
	case reason == net.ErrClosed && len(c.rest) == 0:
		c.say("has heard it all")
	case errors.Is(reason, reactor.ErrStopped): // it was we who left
		c.say("has not heard the end")
	default:
		c.say("left early: %v", reason)
	}
}

// String is the client's name in logs and traces.
func (c *client) String() string { return c.name }

// say says something about the client.
func (c *client) say(format string, args ...any) {
	fmt.Fprintf(c.house.env.Stderr, c.name+" "+format+"\n", args...)
}

// tell says it if the server is to be verbose.
func (c *client) tell(format string, args ...any) {
	if c.Verbose {
		c.say(format, args...)
	}
}
