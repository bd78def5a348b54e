//go:build unix

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestACrowdThatIsTooLargeForTheSystemIsOneLine(t *testing.T) {
	t.Parallel()
	o := startCommand(t, "/bin/sh", "-c", `ulimit -n 150 && exec "$0" crowd -n 101`, builtBinary(t)).outcome()
	want := "crowd: a process may have 150 files open here, so -n 100 is the most (ulimit -n may raise it)\n"
	if o.status != 1 || o.stdout != "" || o.stderr != want {
		t.Errorf("got %+v, want %q", o, want)
	}
}

// However crowd ends, its server ends too.
func TestNothingIsLeftOfACrowdThatIsEnded(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		for _, model := range []string{"reactor", "goroutines"} {
			p := newProcess(t, builtBinary(t), "crowd", "-n", "10", "-seconds", "600", "-model", model)
			p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with its server
			p.start()
			p.await(p.stderr, "10 clients are there")
			p.Process.Signal(signal) // to crowd alone
			o := p.outcome()
			if signal != syscall.SIGKILL && (o.status != 1 || o.stdout != "" || !strings.HasSuffix(o.stderr, "\ncrowd: interrupted\n")) {
				t.Errorf("%s, %v: %+v", model, signal, o)
			}
			for end := time.Now().Add(patience); syscall.Kill(-p.Process.Pid, 0) == nil; {
				if time.Now().After(end) {
					t.Fatalf("%s, %v: the server is still there after %v", model, signal, patience)
				}
				time.Sleep(5 * time.Millisecond)
			}
		}
	}
}
