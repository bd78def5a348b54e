package program

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"slowpoetry/code/trace"
)

// A UsageError says that the command line is at fault: the exit status is 2.
type UsageError struct{ Problem string }

func (e UsageError) Error() string { return e.Problem }

// Usagef returns a [UsageError] with a formatted text.
func Usagef(format string, args ...any) error {
	return UsageError{fmt.Sprintf(format, args...)}
}

// Flags is a flag set whose mistakes are [UsageError]s of one line, and whose help goes to
// standard output.
type Flags struct {
	*flag.FlagSet
	env       *Env
	arguments string
}

// Flags returns the flag set of the program that runs in env, with -trace, -watch and their kin in it.
// The program adds its own flags and calls Parse. What it takes after the flags is described by arguments, which
// may be empty, and then nothing is taken.
func (env *Env) Flags(arguments string) *Flags {
	flags := &Flags{flag.NewFlagSet(env.name, flag.ContinueOnError), env, arguments}
	flags.SetOutput(io.Discard)
	flags.Func("trace", "write the trace of this run to `FILE`, for ui.perfetto.dev", env.startTrace)
	flags.BoolVar(&env.stacks, "stacks", false, "with -trace, write the calls that led to each event, too")
	flags.BoolVar(&env.watch.on, "watch", false, "draw this run when it is over: its time line, and at moments the stack and what waits")
	flags.Func("at", "with -watch, show the moment at this `TIME`, such as 350ms", env.watch.parse)
	return flags
}

// Parse parses args, in which flags may stand before, between and after the other arguments. It
// returns [flag.ErrHelp] when the reader asked for help, which it has then printed, and a
// [UsageError] when args make no sense.
func (f *Flags) Parse(args []string) error {
	var others []string
	for rest := args; ; {
		err := f.FlagSet.Parse(rest)
		if errors.Is(err, flag.ErrHelp) {
			if failed := f.help(); failed != nil {
				return failed
			}
			return err
		}
		if err != nil {
			return Usagef("%v (-h lists the flags)", err)
		}
		if f.NArg() == 0 {
			break
		}
		if seen := len(rest) - f.NArg(); seen > 0 && rest[seen-1] == "--" { // no flags after this
			others = append(others, f.Args()...)
			break
		}
		others = append(others, f.Arg(0))
		rest = f.Args()[1:]
	}
	if f.arguments == "" && len(others) > 0 {
		return Usagef("unexpected argument %q (-h lists the flags)", others[0])
	}
	switch {
	case f.env.stacks && f.env.traceFile == nil:
		return Usagef("-stacks goes with -trace FILE")
	case f.env.watch.given && !f.env.watch.on:
		return Usagef("-at goes with -watch")
	case f.env.watch.on:
		f.env.record()
	}
	if f.env.stacks || f.env.watch.on {
		KeepStacks(f.env.Trace)
	}
	return f.FlagSet.Parse(append([]string{"--"}, others...)) // these are what Args returns
}

// help prints the flags with their defaults.
func (f *Flags) help() error {
	w := f.env.Stdout
	_, err := fmt.Fprintln(w, strings.TrimSpace(fmt.Sprintf("usage: %s [flags] %s", f.Name(), f.arguments)))
	f.SetOutput(w)
	f.PrintDefaults()
	f.SetOutput(io.Discard)
	return err
}

// startTrace gives env a recorder, and opens the file at once: better to complain about a bad
// path now than after the run. What is in the file stays there until the run has a trace to put in its place.
func (env *Env) startTrace(path string) error {
	if env.traceFile != nil {
		return errors.New("given twice")
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	env.traceFile = file
	env.record()
	return nil
}

// record gives env a recorder, unless the run is recorded already.
func (env *Env) record() {
	if env.Trace == nil {
		env.Trace = trace.New()
	}
}

// writeTrace ends what startTrace began. A run that failed before it left a trace leaves the file as it was.
func (env *Env) writeTrace(failed bool) (err error) {
	file := env.traceFile
	if file == nil {
		return nil
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = fmt.Errorf("writing the trace: %w", err)
		}
	}()
	t := env.Trace.Trace()
	if len(t) == 0 && failed {
		return nil
	}
	if len(t) == 0 {
		fmt.Fprintf(env.Stderr, "%s: nothing happened that leaves a trace\n", env.name)
	}
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() { // and no pipe
		if err := file.Truncate(0); err != nil {
			return err
		}
	}
	return t.WriteChrome(file)
}
