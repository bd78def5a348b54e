//go:build unix

package main

import (
	"os"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsWhatWaits(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"moments", "context"} {
		p := programtest.Start(t, line)
		p.Line()
		p.Signal(os.Interrupt)
		if o := p.Outcome(); o.Status != 1 || o.Stderr != line+": interrupted\n" {
			t.Errorf("%+v", o)
		}
	}
	door := programtest.Start(t, "serve")
	p := programtest.Start(t, "proxy", door.Port())
	p.Port()
	p.Signal(os.Interrupt)
	if o := p.Outcome(); o.Status != 0 || o.Stderr != "" {
		t.Errorf("%+v", o)
	}
}
