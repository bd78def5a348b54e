//go:build !js

package exercise

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// A world has servers, and a program that calls them.
type world struct {
	t    *testing.T
	came chan bool // has room for one: a client has
}

func newWorld(t *testing.T) *world { return &world{t, make(chan bool, 1)} }

// serve listens, and to each client says something after a while, and hangs up. It returns its port.
func (w *world) serve(rest time.Duration, text string) string {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { door.Close() })
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			select {
			case w.came <- true:
			default:
			}
			go func() {
				defer conn.Close()
				time.Sleep(rest)
				fmt.Fprint(conn, text)
			}()
		}
	}()
	return programtest.PortOf(door.Addr().String())
}

// run runs the program, until three seconds after it has called the first server. The status of one
// that runs on is -1.
func (w *world) run(args ...string) (status int, stdout, stderr string) {
	w.t.Helper()
	escript := programtest.NeedCommand(w.t, "escript")
	file := filepath.Join(w.t.TempDir(), "get")
	if err := os.WriteFile(file, []byte(Program), 0o666); err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.CommandContext(w.t.Context(), escript, append([]string{file}, args...)...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	ended := make(chan bool)
	go func() {
		defer close(ended)
		cmd.Wait()
	}()
	select {
	case <-w.came:
		select {
		case <-ended:
		case <-time.After(3 * time.Second):
			cmd.Process.Kill()
		}
	case <-ended:
	case <-time.After(8 * time.Second):
		cmd.Process.Kill()
		w.t.Error("the program has called no server within 8 seconds")
	}
	<-ended
	return cmd.ProcessState.ExitCode(), out.String(), said.String()
}

func TestAPoemThatDoesNotComeIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	status, stdout, stderr := w.run("700", w.serve(time.Hour, ""), w.serve(0, "tide\n"))
	if status != 1 || stdout != "tide\n" || stderr != "poem 1: not in time\n" {
		t.Errorf("a silent server, a quick one, and 700 ms: status %d (-1: it runs on), printed %q, said %q; want status 1, the quick one's poem, and \"poem 1: not in time\"", status, stdout, stderr)
	}
}

func TestWhatComesBuysNoTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	args := []string{"1250"}
	for i := range 10 {
		args = append(args, w.serve(time.Duration(i)*500*time.Millisecond, fmt.Sprintf("poem %d\n", i+1)))
	}
	status, stdout, stderr := w.run(args...)
	if status != 1 || !strings.HasPrefix(stdout, "poem 1\n") || !strings.HasSuffix(stderr, "poem 10: not in time\n") {
		t.Errorf("ten poems, one every half second, and 1250 ms for all: status %d (-1: it runs on), printed %q, said %q: does each message start the time anew?", status, stdout, stderr)
	}
}
