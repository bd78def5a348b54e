//go:build unix

package main

import (
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	programtest.CheckInterrupt(t, "get")
}
