//go:build !js

package program

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"slowpoetry/code/socket"
)

// System is the network of this machine.
var System = socket.Blocking

// Main runs the program that the command line names, and exits: with 0 when all went well, 1 when
// the program failed, 2 when the command line made no sense. Ctrl-C (or SIGTERM) ends the
// program's context; a second one ends the process on the spot.
func Main(title string, programs ...Program) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		signal.Stop(signals) // before the program hears of the first, so that it cannot miss the second
		cancel()
	}()
	env := &Env{Stdout: os.Stdout, Stderr: os.Stderr, Net: System}
	os.Exit(Run(ctx, env, title, programs, os.Args[1:]))
}
