package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long anything on the machine's own network may take before we call it stuck.
const patience = 30 * time.Second

func TestMain(m *testing.M) {
	status := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(status)
}

// built is the command of this chapter, built when the first test needs it.
var built struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// builtBinary returns the path of the command.
func builtBinary(t *testing.T) string {
	t.Helper()
	built.once.Do(build)
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

func build() {
	if built.dir, built.err = os.MkdirTemp("", "poetry-transformed-"); built.err != nil {
		return
	}
	built.path = filepath.Join(built.dir, "poetry-transformed")
	if runtime.GOOS == "windows" {
		built.path += ".exe"
	}
	command := exec.Command("go", "build", "-o", built.path, ".")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		built.err = fmt.Errorf("%w: %s", err, text)
	}
}

// A process is a program that was started by a test, on the machine's own network.
type process struct {
	*exec.Cmd
	t              *testing.T
	stdout, stderr *output
	ended          chan struct{}
}

// start starts a program of this chapter in a process of its own.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	return startCommand(t, builtBinary(t), args...)
}

// startCommand starts any command.
func startCommand(t *testing.T, name string, args ...string) *process {
	t.Helper()
	p := newProcess(t, name, args...)
	p.start()
	return p
}

// newProcess returns a process that has not been started.
func newProcess(t *testing.T, name string, args ...string) *process {
	p := &process{exec.Command(name, args...), t, newOutput(), newOutput(), make(chan struct{})}
	p.Stdout, p.Stderr = p.stdout, p.stderr
	return p
}

// start starts p. It is killed when the test ends, if it has not ended by then.
func (p *process) start() {
	p.t.Helper()
	if err := p.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		p.Wait()
		close(p.ended)
	}()
	p.t.Cleanup(func() {
		p.Process.Kill()
		<-p.ended
	})
}

// hasEnded reports whether p has.
func (p *process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// outcome waits for the process to end.
func (p *process) outcome() outcome {
	p.t.Helper()
	begin := time.Now()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("%q does not end: it has printed %q and said %q", p.Args, p.stdout, p.stderr)
	}
	return outcome{p.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String(), time.Since(begin)}
}

// await waits until the output has the text in it, and returns all that it has then.
func (p *process) await(o *output, text string) string {
	p.t.Helper()
	enough := time.After(patience)
	for {
		so, far := o.state()
		if strings.Contains(so, text) {
			return so
		}
		select {
		case <-far:
		case <-p.ended:
			if so := o.String(); strings.Contains(so, text) {
				return so
			}
			p.t.Fatalf("%q ended without %q: it has printed %q and said %q", p.Args, text, p.stdout, p.stderr)
		case <-enough:
			p.t.Fatalf("%q does not come to %q: it has printed %q and said %q", p.Args, text, p.stdout, p.stderr)
		}
	}
}

// port waits for the first line of a server, and returns the port that it is on.
func (p *process) port() string {
	p.t.Helper()
	line, _, _ := strings.Cut(p.await(p.stdout, "\n"), "\n")
	if !strings.HasPrefix(line, "Serving ") || !strings.Contains(line, " on 127.0.0.1:") {
		p.t.Fatalf("%q prints first %q", p.Args, line)
	}
	return portOf(line)
}

// An output is what a process has printed so far.
type output struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{} // closed when there is more
}

func newOutput() *output { return &output{more: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.more)
	o.more = make(chan struct{})
	return o.text.Write(p)
}

// state returns the text so far, and a channel that is closed when there is more.
func (o *output) state() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String(), o.more
}

func (o *output) String() string {
	text, _ := o.state()
	return text
}

// portOf returns what is behind the last colon.
func portOf(address string) string { return address[strings.LastIndex(address, ":")+1:] }

// unusedPort returns a port that nobody listens on.
func unusedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return portOf(listener.Addr().String())
}

// need ends the test when err, which says what is missing on this machine, is not nil.
func need(t *testing.T, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("BOOK_REQUIRE") == "1":
		t.Fatal(err)
	default:
		t.Skip("not checked: ", err)
	}
}

// needCommand returns the path of a command that must be on this machine.
func needCommand(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	need(t, errors.New(strings.Join(names, " and ")+": not installed"))
	return ""
}
