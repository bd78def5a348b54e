package exercise_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	_ "slowpoetry/chapters/16-daemons/exercises/1-motto"

	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
)

var programs = []program.Program{{Name: "poetryd", Run: daemon.Run}}

// run runs poetryd in a network in memory.
func run(ctx context.Context, network *sim.Network, stderr io.Writer, args ...string) (int, string) {
	var stdout bytes.Buffer
	env := &program.Env{Stdout: &stdout, Stderr: stderr, Net: network}
	status := program.Run(ctx, env, "", programs, append([]string{"poetryd"}, args...))
	return status, stdout.String()
}

func TestTheHelpListsIt(t *testing.T) {
	_, help := run(t.Context(), new(sim.Network), io.Discard, "-h")
	for _, want := range []string{"\nmotto: ", "  -address ", "  -text "} {
		if !strings.Contains(help, want) {
			t.Errorf("poetryd -h does not say %q", want)
		}
	}
}

// A signal is closed when a line has been written that has a text in it.
type signal struct {
	text string
	seen chan struct{}
	all  bytes.Buffer
}

func (s *signal) Write(p []byte) (int, error) {
	s.all.Write(p)
	if bytes.Contains(p, []byte(s.text)) {
		close(s.seen)
	}
	return len(p), nil
}

func TestItSaysItsLine(t *testing.T) {
	var network sim.Network
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	ready := &signal{text: "msg=ready", seen: make(chan struct{})}
	ended := make(chan int, 1)
	go func() {
		status, _ := run(ctx, &network, ready, "motto", "-address", "127.0.0.1:10001", "-text", "Keep calm.")
		ended <- status
	}()
	select {
	case <-ready.seen:
	case status := <-ended:
		t.Fatalf("poetryd motto ends at once, with status %d: %s", status, ready.all.String())
	}
	for range 2 {
		conn, err := network.DialContext(ctx, "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatalf("it says that it is ready: %v", err)
		}
		conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if text, err := io.ReadAll(conn); err != nil || string(text) != "Keep calm.\n" {
			t.Errorf("it says %q, then %v", text, err)
		}
		conn.Close()
	}
	stop()
	if status := <-ended; status != 0 {
		t.Errorf("stopped, it has the status %d", status)
	}
	if log := ready.all.String(); strings.Contains(log, "0x") {
		t.Errorf("the log has addresses in memory:\n%s", log)
	}
	if conn, err := network.DialContext(t.Context(), "tcp", "127.0.0.1:10001"); err == nil {
		conn.Close()
		t.Error("its port is still open after it has been stopped")
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	var network sim.Network
	door, err := network.Listen(t.Context(), "tcp", "127.0.0.1:10001")
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	var stderr bytes.Buffer
	if status, _ := run(ctx, &network, &stderr, "motto", "-address", "127.0.0.1:10001"); status != 1 || !strings.Contains(stderr.String(), "address already in use") {
		t.Errorf("status %d: %s", status, stderr.String())
	}
}
