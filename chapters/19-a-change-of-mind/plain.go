package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// plain has three goroutines wait for one fetch. First one of them leaves, then all do.
func plain(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	s := script{env.Stdout}
	address, closeServer, err := openServer(ctx, env)
	if err != nil {
		return err
	}
	defer closeServer()
	for _, c := range []struct {
		title string
		leave []int
	}{{"The one who came first leaves:", []int{0}}, {"All three leave:", []int{0, 1, 2}}} {
		s.say(c.title)
		downloads := make(chan error, 1)
		g := &group{fetch: func(ctx context.Context) (string, error) {
			text, err := fetchPlain(ctx, env, address)
			downloads <- err
			return text, err
		}}
		var heard [3]string
		var leave [3]context.CancelCauseFunc
		var readers sync.WaitGroup
		for i := range heard {
			var own context.Context
			own, leave[i] = context.WithCancelCause(ctx)
			readers.Go(func() {
				text, err := g.get(own)
				heard[i] = text
				if err != nil {
					heard[i] = err.Error()
				}
			})
			time.Sleep(10 * time.Millisecond) // they come one after another
		}
		time.Sleep(50 * time.Millisecond)
		for _, i := range c.leave {
			leave[i](errors.New("has left"))
		}
		readers.Wait()
		for i, end := range leave {
			if len(heard[i]) > 100 {
				heard[i] = "has the poem"
			}
			end(nil)
		}
		s.say("  the readers: %s", strings.Join(heard[:], ", "))
		s.say("  the download: %v", <-downloads)
	}
	return ctx.Err()
}

// fetchPlain blocks until it has the poem of the server at address, or ctx is done.
func fetchPlain(ctx context.Context, env *program.Env, address string) (string, error) {
	conn, err := env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	//listing:fetch
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	text, err := io.ReadAll(conn)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	//listing:end
	return string(text), err
}

// openServer opens a slow server, and returns its address.
func openServer(ctx context.Context, env *program.Env) (address string, closeServer func(), err error) {
	tide, err := poetry.Find("tide")
	if err != nil {
		return "", nil, err
	}
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	o := poetry.Options{Host: "127.0.0.1", Bytes: 40, Delay: 30 * time.Millisecond, Poem: tide}
	running.Go(func() {
		poetry.ReciteToAll(ctx, &program.Env{Net: env.Net, Stdout: io.Discard, Stderr: io.Discard}, door, o)
	})
	return door.Addr().String(), func() { stop(); running.Wait() }, nil
}
