package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A recital is what all clients of a crowd's server hear, each from its own beginning.
type recital struct {
	text  []byte
	delay time.Duration
}

// recitals are the models: they listen, say where, and recite to everybody until ctx is done.
var recitals = map[string]func(r recital, ctx context.Context, env *program.Env) error{
	"reactor":    recital.byReactor,
	"goroutines": recital.byGoroutines,
}

// crowdServe is the server of crowd. It ends when its standard input does, so that it cannot
// outlive the one who started it.
func crowdServe(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	model := flags.String("model", "reactor", "a `reactor`, or goroutines")
	delay := flags.Duration("delay", 100*time.Millisecond, "rest for this `duration` between two pieces")
	if err := flags.Parse(args); err != nil {
		return err
	}
	serve := recitals[*model]
	switch {
	case serve == nil:
		return program.Usagef("-model is reactor or goroutines")
	case *delay <= 0:
		return program.Usagef("-delay is more than nothing")
	}
	poem, err := poetry.Find("kettle")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return serve(recital{poem.Text, *delay}, ctx, env)
}

// A place is where one client is in the poem.
type place struct {
	at  int   // in the text
	due int64 // when the next drip is, in nanoseconds since 1970
}

func (p *place) rest() time.Duration { return time.Duration(p.due - time.Now().UnixNano()) }

// next fills in a drip, and goes on to the one after it.
func (r *recital) next(p *place, d *drip) {
	p.at += d.fill(p.due, r.text[p.at:])
	p.at %= len(r.text)
	p.due += int64(r.delay)
}

// byGoroutines gives each client a goroutine, which sleeps most of the time.
func (r recital) byGoroutines(ctx context.Context, env *program.Env) error {
	listener, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Serving a crowd on %v\n", listener.Addr())
	var all sync.WaitGroup
	defer all.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	context.AfterFunc(ctx, func() { listener.Close() })
	for {
		conn, err := listener.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		all.Go(func() { r.recite(ctx, conn) })
	}
}

func (r *recital) recite(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	p, d := place{due: time.Now().UnixNano()}, new(drip)
	for ctx.Err() == nil {
		r.next(&p, d)
		if _, err := conn.Write(d[:]); err != nil {
			return
		}
		time.Sleep(p.rest())
	}
}

// byReactor gives each client a protocol, which asks to be called when the next drip is due.
func (r recital) byReactor(ctx context.Context, env *program.Env) error {
	loop, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer loop.Close()
	stage := &stage{recital: r, loop: loop}
	port, err := loop.ListenTCP("127.0.0.1:0", stage)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Serving a crowd on %v\n", port.LocalAddr())
	return loop.Run(ctx)
}

// A stage is what all reciters share, the factory of them.
type stage struct {
	recital
	loop *reactor.Reactor
	drip drip // one for all: the transport keeps a copy of what it cannot send at once
}

func (s *stage) BuildProtocol(netip.AddrPort) protocol.Protocol { return &reciter{stage: s} }

// A reciter recites to one client.
type reciter struct {
	*stage
	place
	transport protocol.Transport
	call      *reactor.Call
}

func (c *reciter) ConnectionMade(t protocol.Transport) {
	c.transport, c.due = t, time.Now().UnixNano()
	c.call = c.loop.CallLater(0, c.recite)
}

func (c *reciter) recite() {
	c.next(&c.place, &c.drip)
	c.transport.Write(c.drip[:])
	c.call.Reset(c.rest())
}

func (c *reciter) DataReceived([]byte)  {}
func (c *reciter) ConnectionLost(error) { c.call.Cancel() }
