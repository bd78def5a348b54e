//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// plain recites by HTTP, and stops in good order.
func plain(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	kettle, err := poetry.Find("kettle")
	if err != nil {
		return err
	}
	o := poetry.Options{Host: "127.0.0.1", Delay: 100 * time.Millisecond, Bytes: 60, Poem: kettle}
	o.Register(flags.FlagSet)
	grace := flags.Duration("grace", 10*time.Second, "when stopping, wait this `long` for those who still listen")
	if err := flags.Parse(args); err != nil {
		return err
	}
	door, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return err
	}
	var left atomic.Int64 // when the last listener had heard it all
	//listing:plain
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		defer func() { left.Store(time.Now().UnixNano()) }()
		poetry.Recite(q.Context(), flushing{w}, o.Poem, o.Bytes, o.Delay)
	})}
	group, ctx := errgroup.WithContext(ctx) // this ctx ends with a signal
	group.Go(func() error {
		if err := server.Serve(door); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done() // a signal, or Serve has failed
		last, stop := context.WithTimeout(context.WithoutCancel(ctx), *grace)
		defer stop()
		return server.Shutdown(last)
	})
	//listing:end
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on http://%v\n", o.Poem.Name, door.Addr()); err != nil {
		return err
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if at := left.Load(); at != 0 {
		fmt.Fprintf(env.Stdout, "Shutdown returned %d ms after the last listener had heard it all\n", time.Since(time.Unix(0, at)).Milliseconds())
	}
	return nil
}

// flushing sends each piece when it is written.
type flushing struct{ http.ResponseWriter }

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.ResponseWriter.Write(p)
	if err == nil {
		err = http.NewResponseController(f.ResponseWriter).Flush()
	}
	return n, err
}
