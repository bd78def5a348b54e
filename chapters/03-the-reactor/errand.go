package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
	"slowpoetry/code/trace"
)

// errand sends a goroutine to do what takes long, while the loop goes on.
func errand(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	//listing:errand
	ticking := reactor.NewLoopingCall(r, clock{env.Stdout}.tick)
	ticking.Start(200*time.Millisecond, true)

	var away sync.WaitGroup
	defer away.Wait()
	away.Go(func() {
		news := goToTheBaker(ctx, env.Trace) // blocks this goroutine, and nobody else
		r.CallFromGoroutine(func() {
			fmt.Fprintln(env.Stdout, news)
			r.Stop()
		})
	})
	return r.Run(ctx)
	//listing:end
}

// A clock is there to be heard.
type clock struct{ out io.Writer }

func (c clock) tick() { fmt.Fprintln(c.out, "tick") }

// goToTheBaker stands for whatever blocks, and cannot be had in another way: a file that is read,
// a database that has only this one kind of client.
func goToTheBaker(ctx context.Context, recorder *trace.Recorder) string {
	recorder.Wait("baker")
	defer recorder.End("baker")
	select {
	case <-time.After(700 * time.Millisecond):
		return "the rolls are here"
	case <-ctx.Done():
		return "no rolls today"
	}
}
