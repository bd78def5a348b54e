//go:build !js

package exercise

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// serve listens, and does as it is told with each client. It returns its port.
func serve(t *testing.T, behaviour func(net.Conn)) string {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { door.Close() })
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				behaviour(conn)
			}()
		}
	}()
	return programtest.PortOf(door.Addr().String())
}

// run runs the program, for ten seconds at most.
func run(t *testing.T, args ...string) (status int, stdout, stderr string, took time.Duration) {
	t.Helper()
	escript := programtest.NeedCommand(t, "escript")
	file := filepath.Join(t.TempDir(), "get")
	if err := os.WriteFile(file, []byte(Program), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), escript, append([]string{file}, args...)...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	began := time.Now()
	late := time.AfterFunc(6*time.Second, func() { cmd.Process.Kill() })
	defer late.Stop()
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), said.String(), time.Since(began)
}

// after returns a behaviour: to say something after a while, and hang up.
func after(rest time.Duration, text string) func(net.Conn) {
	return func(c net.Conn) {
		time.Sleep(rest)
		fmt.Fprint(c, text)
	}
}

func TestAPoemThatDoesNotComeIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	silent, quick := serve(t, after(time.Hour, "")), serve(t, after(0, "tide\n"))
	status, stdout, stderr, _ := run(t, "700", silent, quick)
	if status != 1 || stdout != "tide\n" || stderr != "poem 1: not in time\n" {
		t.Errorf("a silent server and a quick one: status %d (-1: still running after 6 s), printed %q, said %q; want status 1, the quick one's poem, and \"poem 1: not in time\"", status, stdout, stderr)
	}
}

func TestWhatComesDoesNotBuyTime(t *testing.T) {
	t.Parallel()
	var ports []string
	for i := range 10 {
		ports = append(ports, serve(t, after(time.Duration(i)*500*time.Millisecond, fmt.Sprintf("poem %d\n", i+1))))
	}
	status, _, stderr, took := run(t, append([]string{"1250"}, ports...)...)
	if status != 1 || !bytes.Contains([]byte(stderr), []byte("poem 10: not in time\n")) {
		t.Errorf("ten poems, one every half second, and 1250 ms for all: status %d after %.1f s, said %q: does each message start the time anew?", status, took.Seconds(), stderr)
	}
}

func TestInTimeIsInTime(t *testing.T) {
	t.Parallel()
	status, stdout, stderr, _ := run(t, "60000", serve(t, after(200*time.Millisecond, "one\n")), serve(t, after(0, "two\n")))
	if status != 0 || stdout != "one\ntwo\n" || stderr != "" {
		t.Errorf("two poems in time: status %d, printed %q, said %q", status, stdout, stderr)
	}
}
