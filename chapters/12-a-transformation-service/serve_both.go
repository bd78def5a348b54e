package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
)

// serveBoth offers one service on two ports, in two protocols.
func serveBoth(ctx context.Context, env *program.Env, args []string) error {
	o := transformd.Options{Options: poetry.Options{Host: "127.0.0.1"}, Timeout: 10 * time.Second, Limit: 99_999}
	lines := poetry.Options{}
	flags := env.Flags("")
	o.Register(flags.FlagSet)
	flags.Func("line-port", "listen for people who type on port `n` (default: a free one)", func(s string) error {
		n, err := strconv.ParseUint(s, 10, 16)
		if err != nil {
			return fmt.Errorf("a port is a number from 0 to 65535")
		}
		lines.Port = int(n)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	lines.Host = o.Host
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()

	//listing:both
	service := transform.NewService(transform.Engines())
	server := o.Server(env, r, service)
	netstrings, err := r.ListenTCP(o.Address(), server)
	if err != nil {
		return err
	}
	people := &lineServer{reactor: r, service: service, timeout: o.Timeout, say: server.Say}
	typed, err := r.ListenTCP(lines.Address(), people)
	if err != nil {
		return err
	}
	//listing:end
	_, err = fmt.Fprintf(env.Stdout, "Serving netstrings on %v, lines on %v\n", netstrings.LocalAddr(), typed.LocalAddr())
	if err != nil {
		return err
	}
	return r.Run(ctx)
}
