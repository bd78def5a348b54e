package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// servePlain recites a poem, slowly, with a goroutine for each client.
func servePlain(ctx context.Context, env *program.Env, args []string) error {
	o, err := options()
	if err != nil {
		return err
	}
	patience := 30 * time.Second
	flags := env.Flags("")
	o.RegisterFast(flags.FlagSet)
	o.RegisterPace(flags.FlagSet)
	flags.DurationVar(&patience, "patience", patience, "hang up on a client that has not taken what waits for it after this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if patience <= 0 {
		return program.Usagef("-patience is more than nothing")
	}
	door, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return err
	}
	defer door.Close()
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, door.Addr()); err != nil {
		return err
	}
	//listing:accept
	defer context.AfterFunc(ctx, func() { door.Close() })()
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		conn, err := door.Accept() // blocks, which hurts no client
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		clients.Go(func() {
			defer context.AfterFunc(ctx, func() { reset(conn) })()
			recitePlain(ctx, conn, o, patience)
		})
	}
	//listing:end
}

// recitePlain recites to one client, and closes the connection when the client has finished too.
func recitePlain(ctx context.Context, conn net.Conn, o poetry.Options, patience time.Duration) error {
	defer conn.Close()
	if err := poetry.Recite(ctx, deadlined{conn, patience}, o.Poem, o.Bytes, o.Delay); err != nil {
		reset(conn) // not Close: half a poem must not pass for a whole one
		return err
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	_, err := io.Copy(io.Discard, conn)
	return err
}

// reset ends a connection in a way that the other end can tell from an end.
func reset(conn net.Conn) {
	if c, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		c.SetLinger(0)
	}
	conn.Close()
}

// A deadlined connection gives every Write so much time.
type deadlined struct {
	net.Conn
	patience time.Duration
}

// Write blocks until p is sent, or until patience has passed.
func (d deadlined) Write(p []byte) (int, error) {
	d.SetWriteDeadline(time.Now().Add(d.patience))
	return d.Conn.Write(p)
}
