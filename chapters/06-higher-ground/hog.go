package main

import (
	"context"
	"fmt"
	"sync"

	"slowpoetry/code/book/program"
)

// hog keeps processors busy until it is interrupted, so that you can see what a busy machine does to
// other programs.
func hog(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 4, "keep `n` threads busy")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 || *n > 100 {
		return program.Usagef("-n is a number from 1 to 100")
	}
	if _, err := fmt.Fprintf(env.Stdout, "%d threads with nothing to do, and busy with it\n", *n); err != nil {
		return err
	}
	var all sync.WaitGroup
	for range *n {
		all.Go(func() {
			for ctx.Err() == nil {
			}
		})
	}
	all.Wait()
	return nil
}
