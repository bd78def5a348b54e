package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// A future is a poem that a goroutine waits for.
type future struct {
	done chan struct{} // closed when there is a result
	text string
	err  error
}

// ask returns at once, with a poem that will be there later.
func ask(ctx context.Context, env *program.Env, address string) *future {
	f := &future{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.text, f.err = fetchPoetry(ctx, env, address, trace.Wait)
	}()
	return f
}

// wait returns the poem, or why there is none. It blocks until one of the two is known, and may be
// called as often as you like.
func (f *future) wait() (string, error) {
	<-f.done
	return f.text, f.err
}

// getPlain asks for all poems, and then waits for one after another.
func getPlain(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	var futures []*future
	for _, address := range addresses {
		futures = append(futures, ask(ctx, env, address))
	}
	var poems []string
	for i, f := range futures {
		text, err := f.wait()
		if err != nil && ctx.Err() == nil {
			fmt.Fprintf(env.Stderr, "poem %d: %v\n", i+1, err)
		}
		if err == nil {
			poems = append(poems, text)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, err := io.WriteString(env.Stdout, strings.Join(poems, "\n")); err != nil {
		return err
	}
	if failed := len(futures) - len(poems); failed > 0 {
		return fmt.Errorf("%d of %d poems did not come", failed, len(futures))
	}
	return nil
}
