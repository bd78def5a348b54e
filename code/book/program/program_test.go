package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/program"
)

var programs = []program.Program{
	{Name: "greet", Synopsis: "say hello", Run: greet},
	{Name: "fail", Synopsis: "go wrong", Run: func(context.Context, *program.Env, []string) error {
		return errors.New("it rains")
	}},
	{Name: "wait", Synopsis: "until interrupted", Run: func(ctx context.Context, env *program.Env, args []string) error {
		<-ctx.Done()
		return ctx.Err()
	}},
}

func greet(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[NAME...]")
	times := flags.Int("times", 1, "say it this `many` times")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *times < 1 {
		return program.Usagef("-times is 1 at least")
	}
	env.Trace.Run("greeter")
	for range *times {
		fmt.Fprintln(env.Stdout, strings.Join(append([]string{"hello"}, flags.Args()...), " "))
	}
	env.Trace.End("greeter")
	return nil
}

// run runs a command line and returns what came of it.
func run(ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	env := &program.Env{Stdout: &out, Stderr: &err, Net: program.System}
	status = program.Run(ctx, env, "0 · Greetings", programs, args)
	return status, out.String(), err.String()
}

func TestTheFirstProgramNeedsNoName(t *testing.T) {
	for _, args := range [][]string{{}, {"-times", "1"}, {"greet"}} {
		if status, stdout, stderr := run(t.Context(), args...); status != 0 || stdout != "hello\n" || stderr != "" {
			t.Errorf("%q: status %d, stdout %q, stderr %q", args, status, stdout, stderr)
		}
	}
}

func TestAProgramGetsItsArguments(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"greet -times 2 Ada Bob", "hello Ada Bob\nhello Ada Bob\n"},
		{"greet Ada -times 2 Bob", "hello Ada Bob\nhello Ada Bob\n"},
		{"greet Ada Bob -times=2", "hello Ada Bob\nhello Ada Bob\n"},
		{"greet -- -times 2", "hello -times 2\n"},
		{"greet Ada -- -times", "hello Ada -times\n"},
		{"greet - Ada", "hello - Ada\n"},
	} {
		status, stdout, stderr := run(t.Context(), strings.Fields(test.args)...)
		if status != 0 || stdout != test.want {
			t.Errorf("%s: status %d, stdout %q, want %q; stderr %q", test.args, status, stdout, test.want, stderr)
		}
	}
}

func TestHelpListsThePrograms(t *testing.T) {
	for _, flag := range []string{"-h", "--help", "help"} {
		status, stdout, stderr := run(t.Context(), flag)
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d, stderr %q", flag, status, stderr)
		}
		for _, p := range programs {
			if !strings.Contains(stdout, "  "+p.Name) || !strings.Contains(stdout, p.Synopsis) {
				t.Errorf("%s does not mention %s:\n%s", flag, p.Name, stdout)
			}
		}
	}
}

// A full is a disk that is.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestHelpThatCannotBeWrittenFails(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"help"}, {"greet", "-h"}} {
		var complaints strings.Builder
		env := &program.Env{Stdout: full{}, Stderr: &complaints, Net: program.System}
		status := program.Run(t.Context(), env, "0 · Greetings", programs, args)
		if status != 1 || !strings.Contains(complaints.String(), "no space left") {
			t.Errorf("%q: status %d, stderr %q", args, status, complaints.String())
		}
	}
}

func TestHelpOfAProgramListsItsFlags(t *testing.T) {
	for _, args := range [][]string{{"greet", "-h"}, {"help", "greet"}} {
		status, stdout, stderr := run(t.Context(), args...)
		if status != 0 || stderr != "" {
			t.Errorf("%q: status %d, stderr %q", args, status, stderr)
		}
		for _, want := range []string{"usage: greet [flags] [NAME...]", "-times", "-trace FILE", "-stacks", "-watch", "-at TIME"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("the help from %q does not have %q:\n%s", args, want, stdout)
			}
		}
	}
	if status, _, stderr := run(t.Context(), "help", "grete"); status != 2 || !strings.Contains(stderr, `no program "grete"`) {
		t.Errorf("the help of nothing: status %d, stderr %q", status, stderr)
	}
}

func TestMistakesAreOneLineAndAStatus(t *testing.T) {
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		ctx    context.Context
		args   []string
		status int
		stderr string
	}{
		{t.Context(), []string{"sing"}, 2, `no program "sing" here: there are greet, fail, wait`},
		{t.Context(), []string{"greet", "-loud"}, 2, "greet: flag provided but not defined: -loud (-h lists the flags)"},
		{t.Context(), []string{"greet", "-times", "0"}, 2, "greet: -times is 1 at least"},
		{t.Context(), []string{"greet", "-trace", filepath.Join(t.TempDir(), "no", "dir")}, 2, "greet: invalid value"},
		{t.Context(), []string{"greet", "-stacks"}, 2, "greet: -stacks goes with -trace FILE"},
		{t.Context(), []string{"greet", "-at", "1s"}, 2, "greet: -at goes with -watch"},
		{t.Context(), []string{"greet", "-watch", "-at", "noon"}, 2, `greet: invalid value "noon" for flag -at: `},
		{t.Context(), []string{"greet", "-watch", "-at", "-1s"}, 2, `greet: invalid value "-1s" for flag -at: `},
		{t.Context(), []string{"fail"}, 1, "fail: it rains"},
		{interrupted, []string{"wait"}, 1, "wait: interrupted"},
	}
	for _, test := range tests {
		status, stdout, stderr := run(test.ctx, test.args...)
		if status != test.status || stdout != "" {
			t.Errorf("%q: status %d, want %d; stdout %q", test.args, status, test.status, stdout)
		}
		if !strings.HasPrefix(stderr, test.stderr) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: stderr %q, want one line: %q", test.args, stderr, test.stderr)
		}
	}
}

func TestATraceIsWrittenWhenAsked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	before := strings.Repeat("the trace of an earlier run, ", 1000)
	if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-times", "0"}, {"-loud"}, {"-h"}} {
		run(t.Context(), append([]string{"greet", "-trace", file}, args...)...)
		if text, err := os.ReadFile(file); err != nil || string(text) != before {
			t.Fatalf("a run with %q, which does nothing, has left of the file: %q, %v", args, text, err)
		}
	}
	if status, _, stderr := run(t.Context(), "greet", "-trace", file); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var trace struct {
		TraceEvents []struct {
			Name string `json:"name"`
			Args struct {
				Name string `json:"name"`
			} `json:"args"`
		} `json:"traceEvents"`
	}
	if err := json.Unmarshal(text, &trace); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if len(trace.TraceEvents) == 0 || trace.TraceEvents[0].Args.Name != "greeter" {
		t.Errorf("the trace does not have the task: %s", text)
	}
}

func TestATraceHasStacksWhenAsked(t *testing.T) {
	for _, args := range [][]string{{"-stacks", "-trace"}, {"-trace"}} {
		file := filepath.Join(t.TempDir(), "run.json")
		if status, _, stderr := run(t.Context(), append(append([]string{"greet"}, args...), file)...); status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := bytes.Contains(text, []byte(`"name":"program_test.greet program_test.go:`)), len(args) == 2; got != want {
			t.Errorf("%q: the trace names the function that recorded: %v; it is %s", args, got, text)
		}
	}
}

func TestARunIsDrawnWhenItIsOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	for _, args := range [][]string{{"-watch"}, {"-watch", "-trace", file}, {"-watch", "-at", "1h"}} {
		status, stdout, stderr := run(t.Context(), append([]string{"greet", "Ada"}, args...)...)
		output, drawn, _ := strings.Cut(stdout, "\n\n")
		if status != 0 || stderr != "" || output != "hello Ada" || !strings.HasPrefix(drawn, "greeter") {
			t.Errorf("%q: status %d, stderr %q, stdout\n%s", args, status, stderr, stdout)
		}
		calls := strings.Contains(drawn, "(since ") && strings.Contains(drawn, "greeter: end\n    program_test.greet")
		if want := len(args) == 3 && args[1] == "-at"; calls != want {
			t.Errorf("%q: the last moment's calls are shown: %v\n%s", args, calls, drawn)
		}
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.Contains(text, []byte("greeter")) {
		t.Errorf("the trace, which is asked for as well, is %q, %v", text, err)
	}
}

func TestARunThatDoesNothingIsNotDrawn(t *testing.T) {
	for args, want := range map[string]int{"greet -watch -times 0": 2, "greet -watch -h": 0, "greet -watch -loud": 2} {
		status, stdout, _ := run(t.Context(), strings.Fields(args)...)
		if status != want || strings.Contains(stdout, "greeter") {
			t.Errorf("%s: status %d, stdout\n%s", args, status, stdout)
		}
	}
}
