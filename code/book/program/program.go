// Package program turns a chapter of the book into a command.
//
// A chapter's main function hands over its title and its programs, the demo first:
//
//	func main() {
//		program.Main("Slow poetry",
//			program.Program{Name: "demo", Synopsis: "three servers, three clients", Run: demo},
//			program.Program{Name: "serve", Synopsis: "recite a poem", Run: serve},
//		)
//	}
//
// and the reader types
//
//	go run ./chapters/02-slow-poetry                    # the first program
//	go run ./chapters/02-slow-poetry serve -port 10001  # one by name, with its flags
//	go run ./chapters/02-slow-poetry -h                 # the list
//
// The one rule: a program touches the world only through the [Env] it is given. The terminal
// passes it the real one, a test passes it buffers and a network in memory, and the program
// cannot tell.
package program

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// A Program is one thing that a chapter can do.
type Program struct {
	Name     string // what the reader types: lower case, words joined by hyphens
	Synopsis string // one line for the list of programs

	// Run does it, with the arguments that followed the name, and returns when it is done or
	// soon after ctx is. It runs on the goroutine that called [Run], and may start others,
	// which must have ended when it returns. A [UsageError] blames the command line, any other
	// error blames the world.
	Run func(ctx context.Context, env *Env, args []string) error
}

// An Env is all that a program has of the outside world. A program may use it from any of its
// goroutines as far as the fields themselves allow: writers are as safe as what they write to.
type Env struct {
	Stdout io.Writer // results: poems, tables, timelines
	Stderr io.Writer // progress and complaints
	Net    Network
	Trace  *trace.Recorder // nil, which records nothing, unless somebody wants to see the trace

	name      string   // of the program that runs
	traceFile *os.File // where -trace wants the trace, open
	stacks    bool     // with the calls that led to each event
	watch     watch    // whether the run is drawn when it is over
}

// A Network makes and takes connections that block. Package socket has another use for it, and
// can tell more.
type Network = socket.Network

// Run runs one of the programs in env, as args say, and returns the exit status. An error becomes
// one line on env.Stderr; the help asked for by -h goes to env.Stdout.
func Run(ctx context.Context, env *Env, title string, programs []Program, args []string) int {
	p, args, err := choose(programs, args)
	switch {
	case err == nil:
		err = p.run(ctx, env, args)
	case errors.Is(err, flag.ErrHelp):
		if err = list(env.Stdout, title, programs); err == nil {
			return 0
		}
	}
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, new(UsageError)):
		fmt.Fprintln(env.Stderr, err)
		return 2
	default:
		fmt.Fprintln(env.Stderr, err)
		return 1
	}
}

// choose finds the program that args name, and what is left of args for it. A flag before any
// name belongs to the first program, which needs no name; help NAME is NAME -h.
func choose(programs []Program, args []string) (Program, []string, error) {
	if len(args) == 0 {
		return programs[0], nil, nil
	}
	name := args[0]
	switch name {
	case "help":
		if len(args) > 1 { // help NAME
			p, rest, err := choose(programs, args[1:])
			return p, append([]string{"-h"}, rest...), err
		}
		return Program{}, nil, flag.ErrHelp
	case "-h", "-help", "--help":
		return Program{}, nil, flag.ErrHelp
	}
	if strings.HasPrefix(name, "-") {
		return programs[0], args, nil
	}
	var names []string
	for _, p := range programs {
		if p.Name == name {
			return p, args[1:], nil
		}
		names = append(names, p.Name)
	}
	return Program{}, nil, Usagef("no program %q here: there are %s", name, strings.Join(names, ", "))
}

// run runs p in a copy of env that knows its name, and writes the trace, and draws the run, when that is asked for.
func (p Program) run(ctx context.Context, env *Env, args []string) error {
	inner := *env
	inner.name = p.Name
	err := p.Run(ctx, &inner, args)
	failed := err != nil
	for _, write := range []func(failed bool) error{inner.writeTrace, inner.writeWatch} {
		err = cmp.Or(err, write(failed))
	}
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return err
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: interrupted", p.Name)
	default:
		return fmt.Errorf("%s: %w", p.Name, err)
	}
}

// list prints what -h asks for.
func list(w io.Writer, title string, programs []Program) error {
	fmt.Fprintf(w, "%s\n\n", title)
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, p := range programs {
		first := ""
		if i == 0 {
			first = " (when none is named)"
		}
		fmt.Fprintf(columns, "  %s\t%s%s\n", p.Name, p.Synopsis, first)
	}
	columns.Flush()
	_, err := fmt.Fprint(w, "\nPROGRAM -h lists the flags of a program; each takes -trace FILE and -watch.\n")
	return err
}
