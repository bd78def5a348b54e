//go:build !linux

package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/program"
)

// thousand measures processes, as Linux tells of them.
func thousand(_ context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	return errors.New("this measures processes, and takes Linux for that")
}
