package main

import (
	"context"
	"fmt"
	"io"

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

// careless starts three doors and checks what is left open when the third one fails.
func careless(ctx context.Context, env *program.Env, args []string) error {
	return threeDoors(ctx, env, args, startAll)
}

// undo does the same with startOrUndo.
func undo(ctx context.Context, env *program.Env, args []string) error {
	return threeDoors(ctx, env, args, startOrUndo)
}

func threeDoors(ctx context.Context, env *program.Env, args []string, start func([]starter) error) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	kettle := &door{env: env, ctx: ctx, name: "kettle"}
	tide := &door{env: env, ctx: ctx, name: "tide"}
	linesman := &door{env: env, ctx: ctx, name: "linesman", beside: kettle} // a port that is taken
	doors := []*door{kettle, tide, linesman}
	var services []starter
	for _, d := range doors {
		services = append(services, d)
	}
	err := start(services)
	fmt.Fprintf(env.Stdout, "start: %v\n", err)
	for _, d := range doors[:2] {
		state := "open"
		if conn, err := env.Net.DialContext(ctx, "tcp", d.address); err != nil {
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
	beside   *door // whose port it wants, or nil for a free one
	address  string
	listener io.Closer
}

func (d *door) Name() string { return d.name }

func (d *door) Start() error {
	fmt.Fprintf(d.env.Stdout, "%s starts\n", d.name)
	address := "127.0.0.1:0"
	if d.beside != nil {
		address = d.beside.address
	}
	l, err := d.env.Net.Listen(d.ctx, "tcp", address)
	if err == nil {
		d.listener, d.address = l, l.Addr().String()
	}
	return err
}

func (d *door) Stop() {
	fmt.Fprintf(d.env.Stdout, "%s stops\n", d.name)
	d.listener.Close()
	d.listener = nil
}
