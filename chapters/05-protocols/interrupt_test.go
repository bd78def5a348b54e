//go:build unix

package main

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAServer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"serve", "upper", "upper-plain"} {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			server := programtest.Start(t, name)
			visitor := programtest.Dial(t, doorOf(t, server))
			defer visitor.Close()
			server.Signal(signal)
			if o := server.Outcome(); o.Status != 0 || strings.Count(o.Stdout, "\n") != 1 {
				t.Errorf("%s, %v: %+v", name, signal, o)
			}
		}
	}
}

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	for _, client := range []string{"get", "get-stack"} { // the simple one says nothing that we could wait for
		port := programtest.Start(t, "serve", "-bytes", "100", "-delay", "1h").Port()
		c := programtest.Start(t, client, port, port)
		c.Await(c.Stderr, ": 100 bytes\n")
		c.Signal(os.Interrupt)
		if o := c.Outcome(); o.Status != 1 || o.Last() != client+": interrupted" {
			t.Errorf("%s: %+v", client, o)
		}
	}
}
