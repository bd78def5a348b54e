// Package programtest tests the programs of a chapter: as functions, on a network that exists in
// memory, and as processes, on the machine's own.
//
// The tests of a chapter say once what they are about,
//
//	var chapter = programtest.Chapter{Title: "2 · Slow poetry", Programs: programs}
//
//	func TestMain(m *testing.M) { programtest.Main(m) } // where processes are started
//
// and then type command lines. In a [World] an hour takes no time:
//
//	func TestSlowIsNotLost(t *testing.T) {
//		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
//			server := w.Serve(10001, "tide", 10, time.Hour)
//			if o := w.Call("get-async", server.Port); o.Stdout != programtest.TextOf(t, "tide") {
//				t.Errorf("%+v", o)
//			}
//		})
//	}
//
// On the machine, where it does, the same is
//
//	port := programtest.Start(t, "serve", "-poem", "tide", "-delay", "1ms").Port()
//	o := programtest.Start(t, "get-async", port).Outcome()
//
// A test may need a program that this machine does not have, such as nc. [Need] and its kin see to
// it that nobody takes a test for passed that has not been made.
//
// The one rule: what a test starts ends with it. A server in a world is interrupted and waited for,
// and a process is killed.
package programtest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// A Chapter is what the tests of a chapter test: what its main function hands to [program.Main].
type Chapter struct {
	Title    string
	Programs []program.Program
}

// An Outcome is what came of a command line.
type Outcome struct {
	Status         int // what the shell would see
	Stdout, Stderr string
	Took           time.Duration // by the clock of the world, in a world; of a process, to wait for its end
}

// Last returns the last line on standard error, without its end.
func (o Outcome) Last() string {
	lines := strings.Split(strings.TrimSuffix(o.Stderr, "\n"), "\n")
	return lines[len(lines)-1]
}

// Call runs a command line of the chapter as the terminal would, on a network of the test's, and
// returns when it is over.
func (c Chapter) Call(ctx context.Context, network program.Network, args ...string) Outcome {
	return c.Run(ctx, program.Env{Net: network}, args...)
}

// Run is Call in an environment of the test's. What the env has no writer of its own for goes into
// the outcome. With a recorder in env, the test can look at the trace afterwards.
func (c Chapter) Run(ctx context.Context, env program.Env, args ...string) Outcome {
	var stdout, stderr bytes.Buffer
	env.Stdout = cmp.Or[io.Writer](env.Stdout, &stdout)
	env.Stderr = cmp.Or[io.Writer](env.Stderr, &stderr)
	start := time.Now()
	status := program.Run(ctx, &env, c.Title, c.Programs, args)
	return Outcome{status, stdout.String(), stderr.String(), time.Since(start)}
}

// Succeed runs a command line that must have nothing to complain about, and returns what it prints.
func (c Chapter) Succeed(t testing.TB, network program.Network, args ...string) string {
	t.Helper()
	o := c.Call(t.Context(), network, args...)
	if o.Status != 0 || o.Stderr != "" {
		t.Fatalf("%q: %+v", args, o)
	}
	return o.Stdout
}

// A Full has no room for anything, like a disk that is full.
type Full struct{}

// Write returns an error, "no room".
func (Full) Write([]byte) (int, error) { return 0, errors.New("no room") }

// TextOf returns the text of one of the book's poems.
func TextOf(t testing.TB, name string) string {
	t.Helper()
	poem, err := poetry.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(poem.Text)
}

// Reciting returns how long a poem takes to recite, so many bytes at a time: the last piece comes
// after all the rests.
func Reciting(text string, bytes int, delay time.Duration) time.Duration {
	return time.Duration((len(text)-1)/bytes) * delay
}
