package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/program"
)

// plain needs signals, which a page does not have.
func plain(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	return errors.New("there are no signals in a page")
}
