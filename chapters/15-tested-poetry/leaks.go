package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/leak"
)

// leaks runs a test that leaves something behind, and prints what package leak says of it.
func leaks(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer door.Close()
	patience := leak.Patience
	leak.Patience = 100 * time.Millisecond
	defer func() { leak.Patience = patience }()
	s := &specimen{out: env.Stdout}
	untidy(s, door)
	for _, f := range slices.Backward(s.cleanups) {
		f()
	}
	if s.failures > 0 {
		return fmt.Errorf("the test failed: errors %d", s.failures)
	}
	return ctx.Err()
}

//listing:untidy

// untidy is a test that leaves three things behind, on purpose.
func untidy(t leak.T, door net.Listener) {
	leak.Goroutines(t)
	leak.Unhandled(t)

	go door.Accept()                        // who would connect?
	deferred.Fail[string](errSilent)        // its error is not handled
	leak.Unfired(t, deferred.New[string]()) // who would fire it?
}

//listing:end

// A specimen is a test that prints its errors.
type specimen struct {
	out      io.Writer
	cleanups []func()
	failures int
}

func (s *specimen) Cleanup(f func()) { s.cleanups = append(s.cleanups, f) }

func (s *specimen) Errorf(format string, args ...any) {
	s.failures++
	fmt.Fprintf(s.out, format+"\n", args...)
}
