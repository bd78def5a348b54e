//go:build unix

package main

import (
	"os"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	programtest.CheckInterrupt(t, "get")
}

func TestCtrlCEndsAServer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"serve-transform", "serve-both", "serve"} {
		server := programtest.Start(t, name)
		server.Await(server.Stdout, "Serving ")
		server.Signal(os.Interrupt)
		if o := server.Outcome(); o.Status != 0 || o.Stderr != "" {
			t.Errorf("%s: %+v", name, o)
		}
	}
}
