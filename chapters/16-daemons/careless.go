package main

import (
	"context"
	"fmt"
	"io"
	"net"

	"slowpoetry/code/book/program"
)

//listing:starter

// A starter is a service whose Start and Stop take no time.
type starter interface {
	Name() string
	Start() error
	Stop()
}

// startAll starts services one after another. It is broken on purpose.
func startAll(services []starter) error {
	for _, s := range services {
		if err := s.Start(); err != nil {
			return fmt.Errorf("%s: %w", s.Name(), err)
		}
	}
	return nil
}

//listing:end

//listing:undo

// startOrUndo starts services one after another. If one fails, those before it are stopped, the last
// one first.
func startOrUndo(services []starter) error {
	if len(services) == 0 {
		return nil
	}
	first, rest := services[0], services[1:]
	if err := first.Start(); err != nil {
		return fmt.Errorf("%s: %w", first.Name(), err)
	}
	err := startOrUndo(rest)
	if err != nil {
		first.Stop()
	}
	return err
}

//listing:end

// careless starts three doors and looks what is left when the third fails.
func careless(ctx context.Context, env *program.Env, args []string) error {
	return threeDoors(ctx, env, args, startAll)
}

// undo does so with startOrUndo.
func undo(ctx context.Context, env *program.Env, args []string) error {
	return threeDoors(ctx, env, args, startOrUndo)
}

func threeDoors(ctx context.Context, env *program.Env, args []string, start func([]starter) error) error {
	flags := env.Flags("")
	port := flags.Int("port", 10001, "open the doors at this `port` and the next")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *port < 1 || *port > 65534 {
		return program.Usagef("-port is a number from 1 to 65534")
	}
	doors := []*door{
		{env: env, ctx: ctx, name: "kettle", port: *port},
		{env: env, ctx: ctx, name: "tide", port: *port + 1},
		{env: env, ctx: ctx, name: "linesman", port: *port}, // which is taken
	}
	var services []starter
	for _, d := range doors {
		services = append(services, d)
	}
	err := start(services)
	fmt.Fprintf(env.Stdout, "start: %v\n", err)
	for _, d := range doors[:2] {
		state := "open"
		if conn, err := env.Net.DialContext(ctx, "tcp", d.address()); err != nil {
			state = "closed"
		} else {
			conn.Close()
		}
		fmt.Fprintf(env.Stdout, "the door of %s is %s\n", d.name, state)
	}
	for _, d := range doors {
		if d.listener != nil {
			d.listener.Close()
		}
	}
	return nil
}

// A door is a port at which nothing is served.
type door struct {
	env      *program.Env
	ctx      context.Context
	name     string
	port     int
	listener io.Closer
}

func (d *door) Name() string    { return d.name }
func (d *door) address() string { return net.JoinHostPort("127.0.0.1", fmt.Sprint(d.port)) }

func (d *door) Start() error {
	fmt.Fprintf(d.env.Stdout, "%s starts\n", d.name)
	l, err := d.env.Net.Listen(d.ctx, "tcp", d.address())
	if err == nil {
		d.listener = l
	}
	return err
}

func (d *door) Stop() {
	fmt.Fprintf(d.env.Stdout, "%s stops\n", d.name)
	d.listener.Close()
	d.listener = nil
}
