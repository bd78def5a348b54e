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
)

// getStack is client 3.1, and prints who is on the stack when it asks for a poem, and who when the
// answer comes.
func getStack(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		ask(a, p)
	}
	return a.run(ctx)
}

// ask is the one who wants p, and would like to know what comes of it.
func ask(a *anthology, p *poem) {
	a.say("%s is asked for:", p.task)
	whoCalled(a.env.Stderr)
	tryPoetry(a.reactor, p.address,
		func(text []byte) {
			a.say("%s is here:", p.task)
			whoCalled(a.env.Stderr)
			a.came(p, text)
		},
		func(err error) {
			a.say("%s will not come:", p.task)
			whoCalled(a.env.Stderr)
			a.failed(p, err)
		})
}

// whoCalled prints the calls that it is in, its caller first, as far as the program's own function.
// Calls that package reactor makes to itself are only counted.
func whoCalled(w io.Writer) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer columns.Flush()
	inside := 0 // package reactor
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		name := path.Base(frame.Function) // without the folder of its package
		if strings.HasPrefix(name, "reactor.") {
			inside++
			continue
		}
		if inside > 0 {
			fmt.Fprintf(columns, "  package reactor\t%d calls\n", inside)
			inside = 0
		}
		fmt.Fprintf(columns, "  %s\t%s:%d\n", name, path.Base(frame.File), frame.Line)
		if strings.HasSuffix(name, ".getStack") {
			return
		}
	}
}
