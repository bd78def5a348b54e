package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/gotest"
	"slowpoetry/site/internal/gotool"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/progress"
)

var testProgram = program.Program{
	Name:     "test",
	Synopsis: "check everything: the programs, the chapters, the pages",
	Run:      test,
}

const staticcheck = "honnef.co/go/tools/cmd/staticcheck"

// test checks the whole book, the quick checks first, and stops at the first that fails.
func test(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[PACKAGE…]")
	run := flags.String("run", "", "only the Go tests whose names match `REGEXP`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	start := time.Now()
	t := tester{ctx, root, progress.New(env.Stdout, env.Trace)}
	if err := t.all(*run, flags.Args()); err != nil {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		return err
	}
	fmt.Fprintf(env.Stdout, "%6.1f s  all is well\n", time.Since(start).Seconds())
	return nil
}

// A tester is one run of all tests.
type tester struct {
	ctx     context.Context
	root    string
	display *progress.Display
}

// all does everything, or only the Go tests that run and packages choose.
func (t *tester) all(run string, packages []string) error {
	if err := t.step("what the tests need", t.prerequisites); err != nil {
		return err
	}
	if _, err := prepare(t.ctx, t.display, t.root); err != nil {
		return err
	}
	if run == "" && len(packages) == 0 {
		if err := t.static(); err != nil {
			return err
		}
	}
	return t.goTests(run, packages)
}

// step does one thing under a name, which the error of a failure begins with.
func (t *tester) step(name string, work func(*progress.Step) error) error {
	if err := t.display.Step(name, work); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// prerequisites installs what it can of what the tests need beside Go and npm, and tells what
// is not there.
func (t *tester) prerequisites(step *progress.Step) error {
	var missing []need.Thing
	for _, thing := range need.Things() {
		if _, err := thing.Find(); err != nil {
			missing = append(missing, thing)
		}
	}
	if err := need.Install(t.ctx, missing, step.Status); err != nil {
		return err
	}
	var there []string
	for _, thing := range need.Things() {
		found, err := thing.Find()
		switch {
		case err == nil:
			there = append(there, fmt.Sprintf("%s (%s)", thing.Name, found))
		case thing.Vital:
			return err
		default:
			step.Print(fmt.Sprintf("not checked: whatever needs %s: %v", thing.Name, err))
		}
	}
	step.Note("%s", strings.Join(there, ", "))
	return nil
}

// static checks what can be checked without running any of it.
func (t *tester) static() error {
	if err := t.step("gofmt", t.formatted); err != nil {
		return err
	}
	if err := t.step("go vet", t.running("go", "vet", "./...")); err != nil {
		return err
	}
	err := t.step("staticcheck", func(step *progress.Step) error {
		tool, err := gotool.Path(t.ctx, t.root, staticcheck, step.Status)
		if err != nil {
			return err
		}
		return t.running(tool, "./...")(step)
	})
	if err != nil {
		return err
	}
	err = t.step("the benchmark", func(step *progress.Step) error { // a module of its own
		return command.New(t.ctx, filepath.Join(t.root, "code", "bench"), "go", "vet", "./...").Run(fetched(step))
	})
	if err != nil {
		return err
	}
	// Vetting compiles the programs and their tests, and what they import, for the other system;
	// it leaves out only the linking, which takes a second for each program and finds nothing.
	for _, system := range []string{"darwin/arm64", "windows/amd64", "freebsd/amd64", "js/wasm"} {
		goos, goarch, _ := strings.Cut(system, "/")
		packages := []string{"./chapters/...", "./code/..."}
		switch goos {
		case "darwin", "windows": // where authors work
			packages = append(packages, "./site/...")
		case "js":
			packages = append(packages, "./site/cmd/player", "./site/cmd/simulator", "./site/cmd/gofile")
		}
		vet := func(step *progress.Step) error {
			cmd := command.New(t.ctx, t.root, "go", append([]string{"vet"}, packages...)...)
			return cmd.With("CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch).Run(fetched(step))
		}
		if err := t.step("compiles for "+system, vet); err != nil {
			return err
		}
	}
	return nil
}

// running returns a step that runs a command.
func (t *tester) running(name string, args ...string) func(*progress.Step) error {
	return func(step *progress.Step) error {
		return command.New(t.ctx, t.root, name, args...).Run(fetched(step))
	}
}

// fetched returns what shows a step's lines of output as its status.
func fetched(step *progress.Step) func(string) {
	return func(line string) { step.Status("%s", strings.TrimPrefix(line, "go: ")) }
}

// goTests runs the tests, with the race detector where it works.
func (t *tester) goTests(run string, packages []string) error {
	race := false
	err := t.step("race detector", func(step *progress.Step) error {
		race = t.canRace(step)
		return t.ctx.Err()
	})
	if err != nil {
		return err
	}
	args := []string{"test", "-json", "-count=1", "-timeout=60m"}
	cgo := "CGO_ENABLED=0"
	if race {
		args = append(args, "-race")
		cgo = "CGO_ENABLED=1"
	}
	if run != "" {
		args = append(args, "-run", run)
	}
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	return t.step("go test", func(step *progress.Step) error {
		step.Status("compiling")
		cmd := command.New(t.ctx, t.root, "go", append(args, packages...)...).With(cgo, need.Variable+"=1")
		result, err := gotest.Run(cmd, step.Print, step.Status)
		step.Note("%v", result)
		return err
	})
}

// canRace reports whether programs can be built with the race detector here: on most systems that
// takes a C compiler with its library, which a reader need not have.
func (t *tester) canRace(step *progress.Step) bool {
	step.Status("compiling the standard library for it")
	probe := command.New(t.ctx, t.root, "go", "build", "-race", "net")
	if err := probe.With("CGO_ENABLED=1").Run(fetched(step)); err != nil {
		step.Note("not here, so races are not looked for (it takes a C compiler: gcc)")
		return false
	}
	return true
}
