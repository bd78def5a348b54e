//go:build unix

package command_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	ossignal "os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/site/internal/command"
)

// TestMain makes the test binary, when it is asked to, a process that gets killed: one with a scratch
// folder, and with a family that does not hear of the end of its parents.
func TestMain(m *testing.M) {
	if os.Getenv("BOOK_TEST_VICTIM") == "" {
		os.Exit(m.Run())
	}
	folder, _, err := command.Scratch()
	if err != nil {
		panic(err)
	}
	cmd := command.New(context.Background(), "/", "sh", "-c", `trap '' HUP TERM INT; sleep 600 & echo $! $$; wait`)
	_ = cmd.Run(func(line string) { os.Stdout.WriteString(line + " " + folder + "\n") })
}

func TestNothingOutlivesAProcessThatIsKilled(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGHUP, syscall.SIGTERM} {
		victim := exec.Command(os.Args[0])
		victim.Env = append(os.Environ(), "BOOK_TEST_VICTIM=1")
		out, err := victim.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if signal == syscall.SIGHUP && ossignal.Ignored(signal) {
			t.Logf("%v is not tried: it is ignored here, as under nohup", signal)
			continue
		}
		if err := victim.Start(); err != nil {
			t.Fatal(err)
		}
		late := time.AfterFunc(20*time.Second, func() { _ = victim.Process.Kill() })
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		_ = victim.Process.Signal(signal)
		_ = victim.Wait()
		if !late.Stop() {
			t.Fatalf("%v did not end it", signal)
		}
		child, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		parent, folder, _ := strings.Cut(rest, " ")
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			_, err := os.Stat(folder)
			if !alive(t, child) && !alive(t, parent) && os.IsNotExist(err) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("after %v: child alive %v, parent alive %v, folder %v", signal, alive(t, child), alive(t, parent), err)
			}
		}
	}
}

// alive reports whether a process runs: one that is dead and not yet waited for does not.
func alive(t *testing.T, id string) bool {
	t.Helper()
	n, err := strconv.Atoi(id)
	if err != nil {
		t.Fatal(err)
	}
	if syscall.Kill(n, 0) != nil {
		return false
	}
	state, err := exec.Command("ps", "-o", "stat=", "-p", id).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
}
