package main

import (
	"context"
	"fmt"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// pick runs a reactor on the poller that the command line names.
func pick(ctx context.Context, env *program.Env, args []string) error {
	stacks := []socket.Stack{socket.Over(env.Net)} // the default comes first
	if stacks[0].Name() != "portable" {
		stacks = append(stacks, socket.Portable(env.Net))
	}
	var names []string
	for _, stack := range stacks {
		names = append(names, stack.Name())
	}
	picked := stacks[0]
	flags := env.Flags("")
	flags.Func("poller", "wait with this `poller`: "+strings.Join(names, " or "), func(name string) error {
		for _, stack := range stacks {
			if stack.Name() == name {
				picked = stack
				return nil
			}
		}
		return fmt.Errorf("there is only %s here", strings.Join(names, " and "))
	})
	if err := flags.Parse(args); err != nil {
		return err
	}

	r, err := reactor.New(reactor.Config{Stack: picked, Trace: env.Trace})
	if err != nil {
		return err
	}
	defer r.Close()
	r.CallWhenRunning(func() {
		fmt.Fprintf(env.Stdout, "this reactor waits with %s\n", picked.Name())
		r.Stop()
	})
	return r.Run(ctx)
}
