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
	"slowpoetry/code/deferred"
)

// getStack is client 4.0, and prints who is on the stack when the callbacks are called: those that
// were added before the Deferred fired, and one that is added afterwards.
func getStack(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	var poems []*deferred.Deferred[string]
	for _, p := range a.poems {
		d := getPoetry(a.reactor, p.address)
		d.AddBoth(p.look)
		d.AddCallbacks(p.came, p.failed)
		d.AddBoth(p.settled)
		poems = append(poems, d)
	}
	err = a.run(ctx)
	if err == nil {
		a.say("%s has been here for a while:", a.poems[0].task)
		poems[0].AddBoth(a.poems[0].look)
	}
	return err
}

// look prints who has called whom.
func (p *poem) look(text string, err error) (string, error) {
	p.say("%s has a result. On the stack are", p.task)
	whoCalled(p.env.Stderr)
	return text, err
}

// whoCalled prints the calls that it is in, its caller first, as far as the program's own function.
// Calls that a package of the library makes to itself are only counted.
func whoCalled(w io.Writer) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer columns.Flush()
	inside, library := 0, ""
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		name := path.Base(frame.Function) // without the folder of its package
		pkg, _, _ := strings.Cut(name, ".")
		if inside > 0 && pkg != library {
			fmt.Fprintf(columns, "  package %s\t%d calls\n", library, inside)
			inside = 0
		}
		if pkg == "reactor" || pkg == "deferred" {
			inside, library = inside+1, pkg
			continue
		}
		fmt.Fprintf(columns, "  %s\t%s:%d\n", name, path.Base(frame.File), frame.Line)
		if strings.HasSuffix(name, ".getStack") {
			return
		}
	}
}
