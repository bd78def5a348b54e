package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
)

// launch counts down until zero, or until a caller connects and holds it.
func launch(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	port := flags.Uint("port", 0, "listen on port `n` (default: a free one)")
	p, err := parsePace(flags, args, pace{from: 20, every: time.Second})
	if err != nil {
		return err
	}
	if *port > 65535 {
		return program.Usagef("a port is a number from 0 to 65535")
	}
	stack := socket.Over(env.Net)
	door, err := stack.Listen(net.JoinHostPort("127.0.0.1", strconv.Itoa(int(*port))))
	if err != nil {
		return err
	}
	defer door.Close()
	l, err := newLoop(stack, env.Trace)
	if err != nil {
		return err
	}
	c := &counter{"launch", p.from, p.every, env.Stdout, l.later, l.stop, env.Trace}
	l.later(0, c.tick)
	l.later(0, func() { fmt.Fprintf(env.Stdout, "to hold it, connect to %v\n", door.LocalAddr()) })
	//listing:door
	err = l.watch(door, func() {
		caller, err := door.Accept()
		if err != nil {
			return // the caller has left again
		}
		fmt.Fprintf(caller, "You held it, with %d to go.\n", c.left)
		caller.Close()
		fmt.Fprintf(env.Stdout, "launch: held, with %d to go\n", c.left)
		l.stop()
	})
	//listing:end
	if err != nil {
		return err
	}
	if err := l.run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}
