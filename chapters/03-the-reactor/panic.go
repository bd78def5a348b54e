package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/socket"
)

// panics has a callback that panics, among others that do not.
func panics(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	unprotected := flags.Bool("loop", false, "use the loop in loop.go, and be sorry")
	if err := flags.Parse(args); err != nil {
		return err
	}
	stillHere := func() { fmt.Fprintln(env.Stdout, "still here") }
	if *unprotected {
		l, err := newLoop(socket.Over(env.Net), env.Trace)
		if err != nil {
			return err
		}
		//listing:loop
		l.later(0, stillHere)
		l.later(100*time.Millisecond, setTheTable)
		l.later(200*time.Millisecond, stillHere)
		//listing:end
		return l.run(ctx)
	}

	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	r.CallLater(0, stillHere)
	r.CallLater(100*time.Millisecond, setTheTable)
	r.CallLater(200*time.Millisecond, stillHere)
	r.CallLater(300*time.Millisecond, func() { r.Stop() })
	return r.Run(ctx)
}

// setTheTable is broken on purpose: the map was never made.
func setTheTable() { table["spoon"] = 3 }

var table map[string]int
