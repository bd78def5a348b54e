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
	for _, client := range []string{"get", "get-apart", "get-framed"} {
		programtest.CheckInterrupt(t, client)
	}
}

func TestCtrlCEndsTheDemo(t *testing.T) {
	t.Parallel()
	demo := programtest.Start(t)
	demo.Await(demo.Stdout, "poem 1: complete")
	demo.Signal(os.Interrupt)
	if o := demo.Outcome(); o.Status != 1 || o.Stderr != "demo: interrupted\n" {
		t.Errorf("%+v", o)
	}
}
