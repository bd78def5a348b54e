package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/panics"
)

// logging says something before the log is set up, and something after.
func logging(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	file := flags.String("file", "", "have the log in this `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	log.SetOutput(env.Stderr) // which is where it goes anyway, but for our tests
	defer log.SetOutput(os.Stderr)
	slog.Info("this is before the log is set up")
	out := env.Stderr
	if *file != "" {
		f, err := os.OpenFile(*file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
		if err != nil {
			return err
		}
		defer f.Close()
		out = f
	}
	defer slog.SetDefault(slog.Default())
	//listing:after
	slog.SetDefault(slog.New(slog.NewTextHandler(out, nil)))
	slog.Info("the log is set up", "poem", "tide")

	err := errors.New("no ink")
	slog.Error("an error that was returned", "err", err)

	deferred.New[string]().
		AddErrback(func(err error) (string, error) {
			slog.Error("an error that came down a chain", "err", err)
			return "", nil
		}).
		Errback(fmt.Errorf("printing: %w", err))

	defer func() {
		slog.Error("a panic", "err", panics.New(recover(), "logging"))
	}()
	panic("no paper")
	//listing:end
}
