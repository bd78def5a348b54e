//go:build unix

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Interrupts as the terminal sends them, and a peer that is not ours. (Windows has no way to send
// an interrupt to a single process.)

func TestAnIdleLoopUsesNoProcessor(t *testing.T) {
	t.Parallel()
	p := programtest.Start(t, "simple")
	first := p.Line()
	if o := programtest.Start(t, "countdown", "-from", "1").Outcome(); o.Stdout != "tea: 1\ntea: ready\n" {
		t.Errorf("the countdown beside it: %+v", o)
	}
	p.Signal(os.Interrupt)
	o := p.Outcome()
	var seconds, used float64 // in ms
	said := strings.TrimPrefix(o.Stdout, first+"\n")
	_, err := fmt.Sscanf(said, "It ran for %f s, and went round once, in %f ms of processor time.\n", &seconds, &used)
	if err != nil || used > 200*seconds || o.Status != 0 || o.Stderr != "" {
		t.Errorf("%+v: %v", o, err)
	}
}

func TestCtrlCStopsAReactorInGoodOrder(t *testing.T) {
	t.Parallel()
	p := programtest.Start(t, "launch", "-from", "100")
	p.Line()
	p.Line()
	p.Signal(os.Interrupt)
	if o := p.Outcome(); o.Status != 1 || o.Stderr != "launch: interrupted\n" {
		t.Errorf("%+v", o)
	}
}

func TestNetcatHoldsALaunch(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	p := programtest.Start(t, "launch", "-from", "1000", "-every", "1s")
	p.Line()
	address := strings.TrimPrefix(p.Line(), "to hold it, connect to ")
	host, port, _ := strings.Cut(address, ":")
	said := programtest.StartCommand(t, nc, host, port).Outcome()
	if said.Status != 0 || !strings.HasPrefix(said.Stdout, "You held it, with 9") {
		t.Errorf("nc: %+v", said)
	}
	if o := p.Outcome(); o.Status != 0 || !strings.Contains(o.Stdout, "launch: held, with 9") {
		t.Errorf("%+v", o)
	}
}
