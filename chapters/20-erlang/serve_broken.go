package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// serveBroken is a server that dies in the middle of the poem, as far as its clients can see: it
// resets their connections.
func serveBroken(ctx context.Context, env *program.Env, args []string) error {
	tide, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	o := poetry.Options{Host: "127.0.0.1", Delay: 100 * time.Millisecond, Bytes: 100, Poem: tide}
	flags := env.Flags("")
	o.Register(flags.FlagSet)
	times := flags.Int("times", -1, "hang up on the first `n` clients, and recite the whole poem to the others (default: on all)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	door, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, door.Addr()); err != nil {
		door.Close()
		return err
	}
	return reciteBroken(ctx, env, door, o, *times)
}

// reciteBroken is poetry.ReciteToAll, but hangs up on the first clients in the middle of the poem: on
// all of them, if times is negative.
func reciteBroken(ctx context.Context, env *program.Env, door net.Listener, o poetry.Options, times int) error {
	defer door.Close()
	defer context.AfterFunc(ctx, func() { door.Close() })()
	var clients sync.WaitGroup
	defer clients.Wait()
	for n := 0; ; n++ {
		conn, err := door.Accept()
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		client := &halfHeard{Conn: conn, left: len(o.Poem.Text)}
		if times < 0 || n < times {
			client.left /= 2
		}
		clients.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			if err := poetry.Recite(ctx, client, o.Poem, o.Bytes, o.Delay); errors.Is(err, errBroken) {
				if c, ok := conn.(interface{ SetLinger(int) error }); ok {
					c.SetLinger(0) // so that Close is a reset
				}
			}
		})
	}
}

// A halfHeard takes what there is to write until it has had enough.
type halfHeard struct {
	net.Conn
	left int // bytes
}

var errBroken = errors.New("the server breaks off")

func (h *halfHeard) Write(piece []byte) (int, error) {
	if len(piece) > h.left {
		return 0, errBroken
	}
	h.left -= len(piece)
	return h.Conn.Write(piece)
}
