package exercise

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
)

// Try compiles and tests the starter and the solution. It takes some seconds, most of them the
// compiler's.
func (e Exercise) Try(ctx context.Context) []chapter.Problem {
	var problems []chapter.Problem
	complain := func(output, format string, args ...any) {
		p := e.Chapter.Problem(e.Line, "the exercise %s: %s", e.Folder, fmt.Sprintf(format, args...))
		p.Diff = output
		problems = append(problems, p)
	}
	if output, err := e.run(ctx, "vet"); err != nil {
		complain(output, "the starter does not compile, or go vet objects: mend exercise.go or exercise_test.go")
		return problems // its test would say the same
	}
	output, err := e.run(ctx, "test", "-timeout=10s")
	if problem := starter(output, err); problem != "" {
		complain(output, "%s", problem)
	}
	scratch, remove, err := command.Scratch()
	if err != nil {
		complain("", "%v", err)
		return problems
	}
	defer remove()
	overlay := filepath.Join(scratch, "overlay.json")
	if err := e.overlay(overlay); err != nil {
		complain("", "%v", err)
		return problems
	}
	if output, err := e.run(ctx, "vet", "-overlay="+overlay); err != nil {
		complain(output, "the solution does not compile in the starter's place, or go vet objects: mend solution/exercise.go")
	} else if output, err := e.run(ctx, "test", "-timeout=10s", "-overlay="+overlay); err != nil {
		complain(output, "the solution does not pass the test: mend solution/exercise.go")
	}
	if ctx.Err() != nil {
		return nil
	}
	return problems
}

// starter says what is wrong with the way in which the starter's test ended, if anything.
func starter(output string, err error) string {
	switch {
	case err == nil:
		return "the starter passes its test, and leaves nothing to do"
	case strings.Contains(output, "[build failed]") || strings.Contains(output, "[setup failed]"):
		return "the starter's test does not compile"
	case strings.Contains(output, "panic: test timed out"):
		return "the starter runs until its test is out of time: let it fail sooner"
	case strings.Contains(output, "panic: ") || strings.Contains(output, "fatal error: "):
		return "the starter panics: let its test fail with a message that helps"
	case !strings.Contains(output, "--- FAIL: "):
		return "the starter's test ends without a test that fails"
	}
	return ""
}

// run runs a go command on the exercise's package.
func (e Exercise) run(ctx context.Context, args ...string) (output string, err error) {
	args = append(args, "./"+e.Folder)
	return command.New(ctx, e.Chapter.Root, "go", args...).With("CGO_ENABLED=0").Combined()
}

// overlay writes the file that puts the solution in the starter's place.
func (e Exercise) overlay(file string) error {
	folder := filepath.Join(e.Chapter.Root, filepath.FromSlash(e.Folder))
	solutions, err := fs.Glob(os.DirFS(folder), "solution/*.go")
	if err != nil {
		return err
	}
	if len(solutions) == 0 {
		return fmt.Errorf("%s has no solution", e.Folder)
	}
	replace := map[string]string{}
	for _, file := range solutions {
		replace[filepath.Join(folder, path.Base(file))] = filepath.Join(folder, filepath.FromSlash(file))
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
