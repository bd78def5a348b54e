package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// wrapLater has two callbacks whose result comes later. One returns it, and one wraps it.
func wrapLater(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	for _, callback := range []struct {
		name string
		of   func(engine *deferred.Deferred[string]) func(string) (string, error)
	}{{"as it is", asItIs}, {"wrapped", wrapped}} {
		engine, d := deferred.New[string](), deferred.New[string]()
		d.AddCallback(callback.of(engine))
		d.Callback("Slack Water")
		fmt.Fprintf(env.Stdout, "%s: %v\n", callback.name, d)
		engine.Callback("Slaack Waateer")
		fmt.Fprintf(env.Stdout, "%s, when the engine is done: %v\n", callback.name, d)
	}
	return ctx.Err()
}

// asItIs returns a callback that returns the engine's result, which comes later.
func asItIs(engine *deferred.Deferred[string]) func(string) (string, error) {
	return func(poem string) (string, error) { return engine.Later() }
}

// wrapped returns one that treats its error as errors are treated. It is broken, on purpose.
func wrapped(engine *deferred.Deferred[string]) func(string) (string, error) {
	return func(poem string) (string, error) {
		slow, err := engine.Later()
		if err != nil {
			return "", fmt.Errorf("drawl: %w", err)
		}
		return slow, nil
	}
}
