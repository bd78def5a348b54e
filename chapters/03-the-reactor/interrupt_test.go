//go:build unix

package main

import (
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// Interrupts as the terminal sends them, and a peer that is not ours. (Windows has no way to send
// an interrupt to a single process.)

// interrupt presses Ctrl-C.
func (p *process) interrupt() { p.Process.Signal(syscall.SIGINT) }

func TestAnIdleLoopUsesNoProcessor(t *testing.T) {
	t.Parallel()
	p := start(t, "simple")
	p.line()
	if _, stdout := start(t, "countdown", "-from", "1").end(); stdout != "tea: 1\ntea: ready\n" {
		t.Errorf("the countdown beside it printed %q", stdout)
	}
	p.interrupt()
	status, stdout := p.end()
	idle := regexp.MustCompile(`^It ran for [0-9.]+ s, and went round once, in [0-9]{1,2}\.[0-9] ms of processor time\.\n$`)
	if status != 0 || !idle.MatchString(stdout) || p.stderr.String() != "" {
		t.Errorf("status %d, printed %q, said %q", status, stdout, p.stderr.String())
	}
}

func TestCtrlCStopsAReactorInGoodOrder(t *testing.T) {
	t.Parallel()
	p := start(t, "launch", "-from", "100")
	p.line()
	p.line()
	p.interrupt()
	if status, _ := p.end(); status != 1 || p.stderr.String() != "launch: interrupted\n" {
		t.Errorf("status %d, said %q", status, p.stderr.String())
	}
}

func TestNetcatHoldsALaunch(t *testing.T) {
	t.Parallel()
	nc, err := exec.LookPath("nc")
	if err != nil {
		t.Skip("there is no nc on this machine")
	}
	p := start(t, "launch", "-from", "1000", "-every", "100ms")
	p.line()
	address := strings.TrimPrefix(p.line(), "to hold it, connect to ")
	host, port, _ := strings.Cut(address, ":")
	said, err := exec.Command(nc, host, port).Output()
	if err != nil || !strings.HasPrefix(string(said), "You held it, with 9") {
		t.Errorf("nc is told %q, and ends with %v", said, err)
	}
	if status, stdout := p.end(); status != 0 || !strings.Contains(stdout, "launch: held, with 9") {
		t.Errorf("status %d, printed %q, said %q", status, stdout, p.stderr.String())
	}
}
