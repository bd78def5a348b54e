package main

import (
	"bytes"
	"context"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// getInTurn fetches three poems one after another: the next is asked for when the one before it
// is here.
func getInTurn(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	if len(addresses) != 3 {
		return program.Usagef("three servers, no more and no less: the callbacks go three deep")
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	poems, failure := [][]byte(nil), error(nil)
	inTurn(r, addresses, func(texts [][]byte, err error) {
		poems, failure = texts, err
		r.Stop()
	})
	if err := r.Run(ctx); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case failure != nil:
		return failure
	}
	_, err = env.Stdout.Write(bytes.Join(poems, []byte("\n")))
	return err
}

// inTurn asks for three poems, each when the one before it is here. It calls done with all of them, or
// with the first failure.
func inTurn(r *reactor.Reactor, addresses []string, done func(texts [][]byte, err error)) {
	tryPoetry(r, addresses[0], func(first []byte) {
		tryPoetry(r, addresses[1], func(second []byte) {
			tryPoetry(r, addresses[2], func(third []byte) {
				done([][]byte{first, second, third}, nil)
			}, func(err error) {
				done(nil, fmt.Errorf("poem 3: %w", err))
			})
		}, func(err error) {
			done(nil, fmt.Errorf("poem 2: %w", err))
		})
	}, func(err error) {
		done(nil, fmt.Errorf("poem 1: %w", err))
	})
}
