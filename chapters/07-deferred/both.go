package main

import (
	"context"
	"errors"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
)

// both stops the reactor when there is an answer, whichever it is.
func both(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	reading := reader{env.Stdout}
	for _, o := range []struct {
		title string
		got   func(string) (string, error)
		fire  func(d *deferred.Deferred[string]) error
	}{
		{"A poem comes:", reading.gotPoem, comes},
		{"None comes:", reading.gotPoem, fails},
		{"One comes, and cannot be printed:", outOfPaper, comes},
	} {
		fmt.Fprintln(env.Stdout, o.title)
		d := deferred.New[string]()
		//listing:chain
		d.AddCallbacks(o.got, reading.noPoem)
		d.AddBoth(func(poem string, err error) (string, error) {
			fmt.Fprintln(env.Stdout, "stopping the reactor:", r.Stop())
			return poem, err
		})
		d.AddErrback(func(err error) (string, error) {
			fmt.Fprintln(env.Stdout, "there is an error left:", err)
			return "", nil
		})
		r.CallWhenRunning(func() { o.fire(d) })
		if err := r.Run(ctx); err != nil {
			return err
		}
		//listing:end
	}
	return nil
}

func comes(d *deferred.Deferred[string]) error { return d.Callback(poem) }

func fails(d *deferred.Deferred[string]) error { return d.Errback(errSilent) }

// outOfPaper is a callback that fails.
func outOfPaper(string) (string, error) { return "", errors.New("out of paper") }
