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

// Try compiles and tests the starters and the solutions of exercises of one book, all at once: the go
// command takes longer to find out what to compile than to compile it. It takes some seconds for
// each exercise.
func Try(ctx context.Context, exercises []Exercise) (problems []chapter.Problem) {
	if len(exercises) == 0 {
		return nil
	}
	scratch, remove, err := command.Scratch()
	if err != nil {
		return []chapter.Problem{exercises[0].problem("", "%v", err)}
	}
	defer remove()
	overlay := filepath.Join(scratch, "overlay.json")
	if err := writeOverlay(overlay, exercises); err != nil {
		return []chapter.Problem{exercises[0].problem("", "%v", err)}
	}
	starterFault, solutionFault := vet(ctx, exercises), vet(ctx, exercises, "-overlay="+overlay)
	starters := test(ctx, exercises, "-timeout=30s")
	solutions := test(ctx, exercises, "-timeout=2m", "-overlay="+overlay) // this machine may be busy
	for _, e := range exercises {
		complain := func(output, text string) { problems = append(problems, e.problem(output, "%s", text)) }
		if output, faulty := starterFault[e.Folder]; faulty {
			complain(output, "the starter does not compile, or go vet objects: mend exercise.go or exercise_test.go")
			continue // its test would say the same
		}
		if result := starters[e.Folder]; starter(result) != "" {
			complain(result.output, starter(result))
		}
		if output, faulty := solutionFault[e.Folder]; faulty {
			complain(output, "the solution does not compile in the starter's place, or go vet objects: mend solution/exercise.go")
		} else if result := solutions[e.Folder]; !result.passed {
			complain(result.output, "the solution does not pass the test: mend solution/exercise.go")
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return problems
}

// problem returns what is wrong with e, and what a program printed of it.
func (e Exercise) problem(output, format string, args ...any) chapter.Problem {
	p := e.Chapter.Problem(e.Line, "the exercise %s: %s", e.Folder, fmt.Sprintf(format, args...))
	p.Diff = output
	return p
}

// vet vets the exercises. It returns, by folder, what the go command says of those that it objects to.
func vet(ctx context.Context, exercises []Exercise, args ...string) map[string]string {
	args = append([]string{"vet"}, args...)
	faults := map[string]string{}
	if _, err := run(ctx, exercises, args...); err == nil {
		return faults
	}
	for _, e := range exercises { // which is it?
		if output, err := run(ctx, []Exercise{e}, args...); err != nil {
			faults[e.Folder] = output
		}
	}
	return faults
}

// A result is how the tests of a package ended.
type result struct {
	passed bool
	output string
}

// test tests the exercises, and returns the results by folder.
func test(ctx context.Context, exercises []Exercise, args ...string) map[string]result {
	printed, _ := run(ctx, exercises, append([]string{"test", "-json", "-vet=off"}, args...)...)
	results := map[string]result{}
	for _, line := range strings.Split(printed, "\n") {
		var event struct{ Action, Package, ImportPath, Test, Output string }
		if json.Unmarshal([]byte(line), &event) != nil {
			continue
		}
		if event.Package == "" { // of a build: "slowpoetry/x [slowpoetry/x.test]"
			event.Package, _, _ = strings.Cut(event.ImportPath, " ")
		}
		for _, e := range exercises {
			if !strings.HasSuffix(event.Package, "/"+e.Folder) {
				continue
			}
			r := results[e.Folder]
			r.output += event.Output
			if event.Test == "" && event.Action == "pass" {
				r.passed = true
			}
			results[e.Folder] = r
		}
	}
	return results
}

// starter says what is wrong with the way in which the starter's test ended, if anything.
func starter(r result) string {
	switch output := r.output; {
	case r.passed:
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

// run runs a go command on the exercises' packages.
func run(ctx context.Context, exercises []Exercise, args ...string) (output string, err error) {
	for _, e := range exercises {
		args = append(args, "./"+e.Folder)
	}
	return command.New(ctx, exercises[0].Chapter.Root, "go", args...).With("CGO_ENABLED=0").Combined()
}

// writeOverlay writes the file that puts the solutions in the starters' places.
func writeOverlay(file string, exercises []Exercise) error {
	replace := map[string]string{}
	for _, e := range exercises {
		folder := filepath.Join(e.Chapter.Root, filepath.FromSlash(e.Folder))
		solutions, err := fs.Glob(os.DirFS(folder), "solution/*.go")
		if err != nil {
			return err
		}
		if len(solutions) == 0 {
			return fmt.Errorf("%s has no solution", e.Folder)
		}
		for _, file := range solutions {
			replace[filepath.Join(folder, path.Base(file))] = filepath.Join(folder, filepath.FromSlash(file))
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
