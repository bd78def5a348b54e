package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long anything in the real world may take before we call it stuck.
const patience = 30 * time.Second

func TestMain(m *testing.M) {
	status := m.Run()
	if binary.dir != "" {
		os.RemoveAll(binary.dir)
	}
	os.Exit(status)
}

// binary is the command of this chapter, built when the first test needs it.
var binary struct {
	once sync.Once
	dir  string
	path string
	err  error
}

func build() {
	if binary.dir, binary.err = os.MkdirTemp("", "the-reactor-"); binary.err != nil {
		return
	}
	binary.path = filepath.Join(binary.dir, "the-reactor")
	if runtime.GOOS == "windows" {
		binary.path += ".exe"
	}
	command := exec.Command("go", "build", "-o", binary.path, ".")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		binary.err = fmt.Errorf("%w: %s", err, text)
	}
}

// A process is a program of this chapter that runs by itself, in the real world.
type process struct {
	*exec.Cmd
	t      *testing.T
	lines  chan string // of its standard output
	stderr bytes.Buffer
}

// start starts a program of this chapter. It is killed when the test ends, if it has not ended by
// then.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	if binary.once.Do(build); binary.err != nil {
		t.Fatal(binary.err)
	}
	p := &process{Cmd: exec.Command(binary.path, args...), t: t, lines: make(chan string, 1000)}
	p.Stderr = &p.stderr
	stdout, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() { p.Process.Kill() })
	return p
}

// line returns the next line that p prints, "" if there is none.
func (p *process) line() string {
	p.t.Helper()
	select {
	case line := <-p.lines:
		return line
	case <-time.After(patience):
		p.t.Fatalf("%q prints nothing, and does not end", p.Args)
		return ""
	}
}

// end waits until p has ended, and returns its status and the rest of what it printed.
func (p *process) end() (status int, stdout string) {
	p.t.Helper()
	for line := p.line(); line != ""; line = p.line() {
		stdout += line + "\n"
	}
	p.Wait()
	return p.ProcessState.ExitCode(), stdout
}

func TestThePanicOfACallbackEndsASimpleLoop(t *testing.T) {
	t.Parallel()
	p := start(t, "panic", "-loop")
	status, stdout := p.end()
	if status != 2 || stdout != "still here\n" || !strings.HasPrefix(p.stderr.String(), "panic: assignment to entry in nil map\n") {
		t.Errorf("status %d, printed %q, said %q", status, stdout, p.stderr.String())
	}
}

func TestTheNamesOfTheStackAreThoseOfTheChapter(t *testing.T) {
	t.Parallel()
	status, stdout := start(t, "stack").end()
	if status != 0 || !strings.HasPrefix(stdout, "main.stack.func1 ") || !strings.Contains(stdout, "\nmain.stack ") {
		t.Errorf("status %d, printed\n%s", status, stdout)
	}
}
