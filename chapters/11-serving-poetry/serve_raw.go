package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// serveRaw sends a poem to every client, all at once, with sockets of its own.
func serveRaw(ctx context.Context, env *program.Env, args []string) error {
	o, err := options()
	if err != nil {
		return err
	}
	flags := env.Flags("")
	o.RegisterFast(flags.FlagSet)
	hasty := flags.Bool("hasty", false, "close as soon as the poem is written (broken on purpose)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	listener, err := r.Stack().Listen(o.Address())
	if err != nil {
		return err
	}
	d := &door{listener: listener, reactor: r, poem: o.Poem.Text, hasty: *hasty}
	if err := r.AddReader(d); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, listener.LocalAddr()); err != nil {
		listener.Close()
		return err
	}
	return r.Run(ctx)
}

//listing:door

// A door is a listening socket, as a descriptor.
type door struct {
	listener socket.Listener
	reactor  *reactor.Reactor
	poem     []byte
	hasty    bool
}

func (d *door) Source() socket.Source { return d.listener }

// DoRead accepts one connection. If there are more, it is called again.
func (d *door) DoRead() error {
	s, err := d.listener.Accept()
	if err != nil {
		return err
	}
	g := &guest{door: d, socket: s, unsent: d.poem}
	if err := d.reactor.AddWriter(g); err != nil {
		s.Close()
	}
	return nil
}

func (d *door) ConnectionLost(reason error) { d.listener.Close() }

//listing:end

//listing:guest

// A guest is an accepted socket and what it has still to be sent: a descriptor.
type guest struct {
	door   *door
	socket socket.Socket
	unsent []byte // a part of the poem, not a copy
	giveUp *reactor.Call
}

func (g *guest) Source() socket.Source { return g.socket }

// DoWrite sends as much as there is room for.
func (g *guest) DoWrite() error {
	n, err := g.socket.Write(g.unsent)
	g.unsent = g.unsent[n:]
	if err == nil && len(g.unsent) == 0 {
		return g.finish()
	}
	return err
}

func (g *guest) ConnectionLost(reason error) {
	g.giveUp.Cancel()
	g.socket.Close()
}

//listing:end

//listing:finish

// finish says that this was all, and then waits for the guest to leave, two seconds at most.
func (g *guest) finish() error {
	g.door.reactor.RemoveWriter(g)
	if g.door.hasty {
		return g.socket.Close()
	}
	if err := g.socket.CloseWrite(); err != nil {
		g.socket.Close()
		return err
	}
	g.giveUp = g.door.reactor.CallLater(2*time.Second, func() {
		g.door.reactor.RemoveReader(g)
		g.socket.Close()
	})
	return g.door.reactor.AddReader(g)
}

// DoRead throws away what the guest says, though nobody asked, until it has no more to say.
func (g *guest) DoRead() error {
	_, err := g.socket.Read(make([]byte, 512))
	return err
}

//listing:end
