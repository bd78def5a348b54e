//go:build unix

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"slowpoetry/code/program/programtest"
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
	idle := regexp.MustCompile(`^It ran for [0-9.]+ s, and went round once, in [0-9]{1,2}\.[0-9] ms of processor time\.\n$`)
	if o.Status != 0 || !idle.MatchString(strings.TrimPrefix(o.Stdout, first+"\n")) || o.Stderr != "" {
		t.Errorf("%+v", o)
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
	p := programtest.Start(t, "launch", "-from", "1000", "-every", "100ms")
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
