//go:build unix

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

func TestACrowdThatIsTooLargeForTheSystemIsOneLine(t *testing.T) {
	t.Parallel()
	o := programtest.StartCommand(t, "/bin/sh", "-c", `ulimit -n 150 && exec "$0" crowd -n 101`, programtest.Binary(t)).Outcome()
	want := "crowd: a process may have 150 files open here, so -n 100 is the most (ulimit -n may raise it)\n"
	if o.Status != 1 || o.Stdout != "" || o.Stderr != want {
		t.Errorf("got %+v, want %q", o, want)
	}
}

// However crowd ends, its server ends too.
func TestNothingIsLeftOfACrowdThatIsEnded(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		for _, model := range []string{"reactor", "goroutines"} {
			p := programtest.NewProcess(t, programtest.Binary(t), "crowd", "-n", "10", "-seconds", "600", "-model", model)
			p.Cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with its server
			p.Start()
			p.Await(p.Stderr, "10 clients are there")
			p.Signal(signal) // to crowd alone
			o := p.Outcome()
			if signal != syscall.SIGKILL && (o.Status != 1 || o.Stdout != "" || !strings.HasSuffix(o.Stderr, "\ncrowd: interrupted\n")) {
				t.Errorf("%s, %v: %+v", model, signal, o)
			}
			for end := time.Now().Add(programtest.Patience); syscall.Kill(-p.Cmd.Process.Pid, 0) == nil; {
				if time.Now().After(end) {
					t.Fatalf("%s, %v: the server is still there after %v", model, signal, programtest.Patience)
				}
				time.Sleep(5 * time.Millisecond)
			}
		}
	}
}
