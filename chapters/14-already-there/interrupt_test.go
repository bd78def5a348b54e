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

func TestCtrlCEndsWhatWaits(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"demo", "stampede", "half", "plain"} {
		p := programtest.Start(t, line)
		p.Line()
		p.Signal(os.Interrupt)
		if o := p.Outcome(); line != "half" && (o.Status != 1 || o.Stderr != line+": interrupted\n") {
			t.Errorf("%+v", o)
		}
	}
}
