// Package command runs other programs for the book's commands: the go command, npm, Hugo.
//
//	err := command.New(ctx, root, "go", "vet", "./...").Run(func(line string) { fmt.Println(line) })
//
// The one rule: nothing outlives its context. When that is done, the program and all that it
// started are asked to stop, and are stopped a little later if they did not. Nor does it outlive this
// process, on Unix: a shell waits for the end of it.
package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// grace is how long a program may take to end after it was asked to.
const grace = 4 * time.Second

// A Cmd is a program to run, once.
type Cmd struct {
	*exec.Cmd
	ctx context.Context
}

// Environ returns the environment of this process without what changes how Go's programs and the go
// command behave, and so what the book is compared with: GODEBUG, GOFLAGS, a go.work above the
// checkout.
func Environ() []string {
	env := slices.DeleteFunc(os.Environ(), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(leaks, name)
	})
	// Set, lest what "go env -w" has kept counts.
	return append(env, "GOFLAGS=-buildvcs=false", "GOWORK=off")
}

var leaks = strings.Fields(`GODEBUG GOTRACEBACK GOMAXPROCS GOGC GOMEMLIMIT GORACE GOFLAGS GOWORK GOOS GOARCH GOEXPERIMENT
	GO111MODULE GOCOVERDIR GOFIPS140 GOAMD64 GOARM64`)

// New returns the command that runs name with args in dir, in [Environ] and without standard input.
// It ends when ctx is done.
func New(ctx context.Context, dir, name string, args ...string) *Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(Environ(), "PWD="+dir)
	cmd.WaitDelay = grace
	together(cmd)
	return &Cmd{cmd, ctx}
}

// With adds variables, as "NAME=value", to the environment.
func (cmd *Cmd) With(variables ...string) *Cmd {
	cmd.Env = append(cmd.Env, variables...)
	return cmd
}

// Run runs cmd to its end and hands each line of its output, standard and error, to line, from
// one goroutine. Where the program failed, the error is a [*Failure]; where it was made to end,
// the error is the context's.
func (cmd *Cmd) Run(line func(string)) error {
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	tail := &tail{}
	read := make(chan struct{})
	go func() {
		defer close(read)
		lines := bufio.NewReader(r)
		for {
			text, err := lines.ReadString('\n')
			if text = strings.TrimRight(text, "\r\n"); text != "" || err == nil {
				tail.add(text)
				line(text)
			}
			if err != nil {
				return
			}
		}
	}()
	err := cmd.run()
	w.Close()
	<-read
	return cmd.explain(err, tail.String())
}

// Output runs cmd to its end and returns its standard output, without the white space around it.
func (cmd *Cmd) Output() (string, error) {
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.run()
	return strings.TrimSpace(out.String()), cmd.explain(err, strings.TrimSpace(errs.String()))
}

// Combined runs cmd to its end and returns all that it printed, standard output and error.
func (cmd *Cmd) Combined() (string, error) {
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.run()
	return out.String(), cmd.explain(err, strings.TrimSpace(out.String()))
}

// run runs cmd to its end, and no longer than this process.
func (cmd *Cmd) run() error {
	if err := cmd.Start(); err != nil {
		return err
	}
	release := Guard(cmd.Process.Pid)
	err := cmd.Wait()
	release()
	return err
}

// A Failure is a program that ran and did not succeed.
type Failure struct {
	Command string // as one would type it
	Err     error  // "exit status 1"
	Output  string // what it printed, or the end of that
}

func (f *Failure) Error() string {
	text := fmt.Sprintf("%s: %v", f.Command, f.Err)
	if f.Output != "" {
		text += "\n" + f.Output
	}
	return text
}

func (f *Failure) Unwrap() error { return f.Err }

// explain makes of err, from the end of cmd, an error that says what went wrong.
func (cmd *Cmd) explain(err error, output string) error {
	if err == nil {
		return nil
	}
	if cmd.ctx.Err() != nil {
		return cmd.ctx.Err()
	}
	return &Failure{strings.Join(cmd.Args, " "), err, output}
}

// A tail keeps the last lines of an output.
type tail struct{ lines []string }

func (t *tail) add(line string) {
	const most = 40
	if len(t.lines) == most {
		t.lines = append(t.lines[:0], t.lines[1:]...)
	}
	t.lines = append(t.lines, line)
}

func (t *tail) String() string { return strings.TrimSpace(strings.Join(t.lines, "\n")) }
