package main

import (
	"context"
	"fmt"
	"io"
	"path"
	"runtime"
	"strings"
	"text/tabwriter"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/socket"
)

// stack is called by a loop, and prints who that was.
func stack(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	library := flags.Bool("library", false, "be called by the library's reactor, instead of the loop in loop.go")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *library {
		return stackOfReactor(ctx, env)
	}
	l, err := newLoop(socket.Over(env.Net), env.Trace)
	if err != nil {
		return err
	}
	l.later(0, func() {
		whoCalled(env.Stdout)
		l.stop()
	})
	return l.run(ctx)
}

// stackOfReactor does the same with the other loop.
func stackOfReactor(ctx context.Context, env *program.Env) error {
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	r.CallLater(0, func() {
		whoCalled(env.Stdout)
		r.Stop()
	})
	return r.Run(ctx)
}

// whoCalled prints the calls that it is in, its caller first, as far as the program's own function.
func whoCalled(w io.Writer) {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for {
		frame, more := frames.Next()
		name := path.Base(frame.Function) // without the folder of its package
		fmt.Fprintf(columns, "%s\t%s:%d\n", name, path.Base(frame.File), frame.Line)
		if !more || strings.HasSuffix(name, ".stack") { // the rest is how programs are started
			break
		}
	}
	columns.Flush()
}
