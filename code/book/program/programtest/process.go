package programtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Patience is how long anything on the machine's own network and clock may take before we call it
// stuck.
const Patience = 2 * time.Minute

// A Process is a command that runs by itself, on the machine's own network. Its methods are for
// the goroutine of the test.
type Process struct {
	// Cmd may be changed until the process is started. After that it is to be looked at only.
	Cmd *exec.Cmd
	// Stdout and Stderr are what it has printed and said, unless Cmd was made to put it elsewhere.
	Stdout, Stderr *Output

	t     testing.TB
	ended chan struct{}
	lines int // that Line has returned
}

// Start starts a program of the chapter whose folder the test is in. It is killed when the test
// ends, if it has not ended by then.
func Start(t testing.TB, args ...string) *Process {
	t.Helper()
	return StartCommand(t, Binary(t), args...)
}

// StartCommand starts any command.
func StartCommand(t testing.TB, name string, args ...string) *Process {
	t.Helper()
	p := NewProcess(t, name, args...)
	p.Start()
	return p
}

// NewProcess returns a process that has not been started.
func NewProcess(t testing.TB, name string, args ...string) *Process {
	p := &Process{exec.Command(name, args...), newOutput(), newOutput(), t, make(chan struct{}), 0}
	p.Cmd.Stdout, p.Cmd.Stderr = p.Stdout, p.Stderr
	return p
}

// Start starts the process. It is killed when the test ends, if it has not ended by then.
func (p *Process) Start() {
	p.t.Helper()
	if err := p.Cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		p.Cmd.Wait()
		close(p.ended)
	}()
	p.t.Cleanup(func() {
		p.Kill()
		<-p.ended
	})
}

// Signal sends the process a signal. It is no mistake to do so when it has ended.
func (p *Process) Signal(signal os.Signal) { p.Cmd.Process.Signal(signal) }

// Kill ends the process on the spot.
func (p *Process) Kill() { p.Cmd.Process.Kill() }

// HasEnded reports whether the process has, and there is nothing more to come from it.
func (p *Process) HasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// Outcome waits for the process to end. The status of one that a signal has ended is -1.
func (p *Process) Outcome() Outcome {
	p.t.Helper()
	begin := time.Now()
	select {
	case <-p.ended:
	case <-time.After(Patience):
		p.fatalf("does not end")
	}
	return Outcome{p.Cmd.ProcessState.ExitCode(), p.Stdout.String(), p.Stderr.String(), time.Since(begin)}
}

// Await waits until an output of the process has the text in it, and returns all that it has then.
func (p *Process) Await(o *Output, text string) string {
	p.t.Helper()
	return p.await(o, func(so string) bool { return strings.Contains(so, text) }, text)
}

// await waits until an output is as it should be, which a failure to become so calls by name.
func (p *Process) await(o *Output, enough func(so string) bool, name string) string {
	p.t.Helper()
	late := time.After(Patience)
	for {
		so, more := o.state()
		if enough(so) {
			return so
		}
		select {
		case <-more:
		case <-p.ended:
			if so := o.String(); enough(so) {
				return so
			}
			p.fatalf("ended without %q", name)
		case <-late:
			p.fatalf("does not come to %q", name)
		}
	}
}

// Line waits for the next line on standard output, and returns it without its end.
func (p *Process) Line() string {
	p.t.Helper()
	p.lines++
	so := p.await(p.Stdout, func(so string) bool { return strings.Count(so, "\n") >= p.lines }, "another line")
	return strings.Split(so, "\n")[p.lines-1]
}

// Port waits for the first line of a server, "Serving … on 127.0.0.1:PORT", and returns the port.
func (p *Process) Port() string {
	p.t.Helper()
	line, _, _ := strings.Cut(p.Await(p.Stdout, "\n"), "\n")
	if !strings.HasPrefix(line, "Serving ") || !strings.Contains(line, " on 127.0.0.1:") {
		p.t.Fatalf("%q prints first %q", p.Cmd.Args, line)
	}
	return PortOf(line)
}

// fatalf ends the test with what is wrong with the process, and what came from it.
func (p *Process) fatalf(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf("%q "+format+": it has printed %q and said %q", append(append([]any{p.Cmd.Args}, args...), p.Stdout, p.Stderr)...)
}
