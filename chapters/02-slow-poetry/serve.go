package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// serve recites a poem, a few bytes at a time, to one client after another.
func serve(ctx context.Context, env *program.Env, args []string) error {
	kettle, err := poetry.Find("kettle")
	if err != nil {
		return err
	}
	options := poetry.Options{Host: "127.0.0.1", Delay: 700 * time.Millisecond, Bytes: 10, Poem: kettle}
	flags := env.Flags("")
	options.Register(flags.FlagSet)
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := env.Net.Listen(ctx, "tcp", options.Address())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", options.Poem.Name, listener.Addr()); err != nil {
		listener.Close()
		return err
	}
	return reciteToAll(ctx, env, listener, options)
}

// reciteToAll takes one client, recites to it until the end, and only then takes the next. When ctx
// is done it closes the door and returns nil.
func reciteToAll(ctx context.Context, env *program.Env, door net.Listener, o poetry.Options) error {
	defer door.Close()
	defer context.AfterFunc(ctx, func() { door.Close() })()
	for n := 1; ; n++ {
		conn, err := door.Accept() // blocks until a client has connected
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		client := audience{conn, env, fmt.Sprintf("client %d", n), o.Verbose}
		client.tell("is here")
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		err = poetry.Recite(ctx, client, o.Poem, o.Bytes, o.Delay) // blocks until the poem is over
		stop()
		client.leave(err)
	}
}

// An audience is a client that a poem is recited to.
type audience struct {
	net.Conn
	env     *program.Env
	name    string
	verbose bool
}

// tell says something about the client, if the server is to be verbose.
func (a audience) tell(format string, args ...any) {
	if a.verbose {
		fmt.Fprintf(a.env.Stderr, a.name+" "+format+"\n", args...)
	}
}

// Write sends a piece of the poem, and rests: blocked, until the next.
func (a audience) Write(piece []byte) (int, error) {
	a.env.Trace.Run(a.name)
	n, err := a.Conn.Write(piece)
	a.env.Trace.Send(a.name, n)
	a.tell("gets %d bytes", n)
	a.env.Trace.Block(a.name)
	return n, err
}

// leave ends the connection. A client that has sent something we did not read (a browser, curl)
// would lose the last lines of its poem if we hung up on it. So we say that we are done and give it a
// moment to finish.
func (a audience) leave(err error) {
	if half, ok := a.Conn.(interface{ CloseWrite() error }); ok && err == nil && half.CloseWrite() == nil {
		a.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		io.Copy(io.Discard, a.Conn)
	}
	a.Close()
	a.env.Trace.End(a.name)
	switch {
	case err == nil:
		fmt.Fprintf(a.env.Stderr, "%s has heard it all\n", a.name)
	case errors.Is(err, context.Canceled) || errors.Is(err, net.ErrClosed): // it was us who left
		fmt.Fprintf(a.env.Stderr, "%s has not heard the end\n", a.name)
	default:
		fmt.Fprintf(a.env.Stderr, "%s left early: %v\n", a.name, err)
	}
}
