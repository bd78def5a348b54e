//go:build unix

package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAServer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"serve", "upper", "upper-plain"} {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			server := start(t, name)
			visitor := dial(t, server.port())
			defer visitor.Close()
			server.Process.Signal(signal)
			if o := server.outcome(); o.status != 0 || strings.Count(o.stdout, "\n") != 1 {
				t.Errorf("%s, %v: %+v", name, signal, o)
			}
		}
	}
}

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	for _, client := range []string{"get", "get-stack"} { // the simple one says nothing that we could wait for
		port := start(t, "serve", "-bytes", "100", "-delay", "1h").port()
		c := start(t, client, port, port)
		c.await(c.stderr, ": 100 bytes\n")
		c.Process.Signal(os.Interrupt)
		if o := c.outcome(); o.status != 1 || o.last() != client+": interrupted" {
			t.Errorf("%s: %+v", client, o)
		}
	}
}
