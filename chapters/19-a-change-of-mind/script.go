package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// A script says what happens.
type script struct{ out io.Writer }

func (s script) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// callback and errback are for the chain of any poem.
func (s script) callback(poem string) (string, error) {
	s.say("  the callback hears: %s", poem)
	return poem, nil
}

func (s script) errback(err error) (string, error) {
	s.say("  the errback hears: %v", err)
	return "", nil
}

// scripted returns a program that runs a script, and then says which errors nothing has handled.
func scripted(run func(script)) func(context.Context, *program.Env, []string) error {
	return func(ctx context.Context, env *program.Env, args []string) error {
		if err := env.Flags("").Parse(args); err != nil {
			return err
		}
		reports := make(chan error, 1)
		defer deferred.OnUnhandled(func(err error) { reports <- err })()
		s := script{env.Stdout}
		run(s)
		if err := collect(reports); err != nil {
			s.say("unhandled: %v", err)
		}
		return ctx.Err()
	}
}

// collect runs the garbage collector until all that was dropped before has been collected, and returns
// what was reported meanwhile.
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

// A litter is something to collect, which has a pointer and so a block of its own.
type litter struct{ done chan struct{} }
