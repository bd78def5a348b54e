package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/npm"
	"slowpoetry/site/internal/progress"
)

var serveProgram = program.Program{
	Name:     "serve",
	Synopsis: "show the book at http://localhost:1313, and again whenever a file changes",
	Run:      serve,
}

// serve shows the book to its author until ctx is done.
func serve(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	port := flags.Int("port", 1313, "listen at this `PORT` of localhost")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *port < 1 || *port > 65535 {
		return program.Usagef("-port %d: ports go from 1 to 65535", *port)
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	// Better to complain now than after the minutes that Hugo may take.
	if err := free(ctx, env.Net, *port); err != nil {
		return err
	}

	display := progress.New(env.Stderr, env.Trace)
	display.Brief = true
	p := preview{
		env: env, display: display, root: root,
		hugo: func(ctx context.Context) (server, error) { return prepareHugo(ctx, display, root) },
		programs: func(ctx context.Context, status func(string, ...any)) error {
			return compilePrograms(ctx, display, root, status)
		},
		toolchain: func(ctx context.Context, status func(string, ...any)) error {
			return compileToolchain(ctx, display, root, status)
		},
	}
	return ended(ctx, p.show(ctx, *port))
}

// ended returns err, unless it is only what the end of ctx makes of everything: that is how
// serving ends.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// free returns an error when something listens at the port already.
func free(ctx context.Context, network program.Network, port int) error {
	taken := fmt.Errorf("port %d is taken: choose another with -port (make serve PORT=%d)", port, port+1)
	// Some systems let a second listener in beside one that has all addresses, so ask first.
	asking, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if conn, err := network.DialContext(asking, "tcp", net.JoinHostPort("localhost", strconv.Itoa(port))); err == nil {
		conn.Close()
		return taken
	}
	listener, err := network.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case err == nil:
		return listener.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		return taken
	default:
		return err
	}
}

// prepare makes everything ready that the site is built with, and returns Hugo.
func prepare(ctx context.Context, display *progress.Display, root string) (*hugo.Hugo, error) {
	h, err := prepareHugo(ctx, display, root)
	if err != nil {
		return nil, err
	}
	silent := func(string, ...any) {}
	return h, errors.Join(compilePrograms(ctx, display, root, silent), compileToolchain(ctx, display, root, silent))
}

// prepareHugo makes ready what any form of the book is built with.
func prepareHugo(ctx context.Context, display *progress.Display, root string) (h *hugo.Hugo, err error) {
	err = display.Step("npm packages", func(step *progress.Step) error {
		done, err := npm.Install(ctx, root, step.Status)
		if done {
			step.Note("installed as the lock file says")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = display.Step("Hugo", func(step *progress.Step) error {
		h, err = hugo.Find(ctx, root, func(format string, args ...any) {
			step.Status(format+" (the first time only)", args...)
		})
		return err
	})
	return h, err
}
