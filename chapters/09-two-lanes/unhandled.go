package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/panics"
)

// unhandled makes Deferreds that have errors, lets go of them, and prints what is reported.
func unhandled(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	reports := make(chan error, 1)
	defer deferred.OnUnhandled(func(err error) { reports <- err })()
	look := func(title string) {
		fmt.Fprintf(env.Stdout, "%s:\n", title)
		tell(env.Stdout, collect(reports))
	}
	//listing:look
	d := noInk()
	look("an error, and we hold the Deferred")
	runtime.KeepAlive(d)
	look("we do not hold it any more")
	noInk().AddErrback(apologise)
	look("another, with an errback")
	noInk().AddCallback(frame)
	look("another, with a callback")
	noInk().AddErrback(apologiseBadly)
	look("another, with a bad errback")
	//listing:end
	return ctx.Err()
}

func noInk() *deferred.Deferred[string] { return deferred.Fail[string](errNoInk) }

func frame(poem string) (string, error) { return poem + ", framed", nil }

func apologise(error) (string, error) { return "an apology", nil }

// apologiseBadly chooses an apology by the length of the error. It is broken, on purpose.
func apologiseBadly(err error) (string, error) {
	apologies := []string{"", "sorry", "so sorry"}
	return apologies[len(err.Error())], nil
}

// tell prints a report.
func tell(w io.Writer, report error) {
	if report == nil {
		fmt.Fprintln(w, "  nothing is reported")
		return
	}
	fmt.Fprintf(w, "  reported: %v\n", report)
	if p, ok := errors.AsType[*panics.Error](report); ok {
		for _, line := range p.Stack() {
			fmt.Fprintln(w, "   ", line)
		}
	}
}

// collect has the collector take what nobody holds, and returns what is reported then, or nil. The
// reports come from a goroutine of the runtime's. To know that it has been here, we have something
// of our own collected.
func collect(reports <-chan error) error {
	for range 2 {
		done := make(chan struct{})
		runtime.AddCleanup(&litter{done}, func(done chan struct{}) { close(done) }, done)
		runtime.GC()
		<-done
	}
	select {
	case report := <-reports:
		return report
	case <-time.After(20 * time.Millisecond): // more time than a report needs
		return nil
	}
}

// Litter is something to collect.
type litter struct{ done chan struct{} }
