package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/gotool"
	"slowpoetry/site/internal/progress"
)

// Tools of others, in go.mod.
const (
	staticcheck = "honnef.co/go/tools/cmd/staticcheck"
	actionlint  = "github.com/rhysd/actionlint/cmd/actionlint"
)

// workflows are for the host of the repository, and run there alone.
const workflows = ".github/workflows/*.yml"

// static checks what can be checked without running any of it, as far as the plan goes.
func (t *tester) static() error {
	if err := t.step("gofmt", t.formatted); err != nil {
		return err
	}
	packages := t.patterns("./...")
	if len(packages) > 0 {
		if err := t.step("go vet", t.running("go", append([]string{"vet"}, packages...)...)); err != nil {
			return err
		}
		err := t.step("staticcheck", func(step *progress.Step) error {
			tool, err := gotool.Path(t.ctx, t.root, staticcheck, step.Status)
			if err != nil {
				return err
			}
			return t.running(tool, packages...)(step)
		})
		if err != nil {
			return err
		}
	}
	if t.plan.Bench || t.all() { // a module of its own
		err := t.step("the benchmark", func(step *progress.Step) error {
			return command.New(t.ctx, filepath.Join(t.root, "code", "bench"), "go", "vet", "./...").Run(fetched(step))
		})
		if err != nil {
			return err
		}
	}
	if t.all() {
		if err := t.step("go mod tidy", t.tidy); err != nil {
			return err
		}
		if err := t.step("actionlint", t.workflows); err != nil {
			return err
		}
	}
	return t.elsewhere()
}

// tidy checks that go mod tidy would change nothing.
func (t *tester) tidy(step *progress.Step) error {
	for _, folder := range []string{".", "code/bench"} {
		if err := command.New(t.ctx, filepath.Join(t.root, filepath.FromSlash(folder)), "go", "mod", "tidy", "-diff").Run(fetched(step)); err != nil {
			return err
		}
	}
	return nil
}

// workflows checks the files that say what the host of the repository runs, without the programs that actionlint
// would ask besides where they are installed: its verdict is the same everywhere.
func (t *tester) workflows(step *progress.Step) error {
	files, err := filepath.Glob(filepath.Join(t.root, filepath.FromSlash(workflows)))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("there are no workflows in %s: %v", workflows, err)
	}
	tool, err := gotool.Path(t.ctx, t.root, actionlint, step.Status)
	if err != nil {
		return err
	}
	return t.running(tool, append([]string{"-shellcheck=", "-pyflakes=", "-no-color"}, files...)...)(step)
}

// elsewhere compiles what has to compile for other systems. Vetting compiles the programs and their
// tests, and what they import; it leaves out only the linking, which takes a second for each program
// and finds nothing.
func (t *tester) elsewhere() error {
	for _, system := range []string{"darwin/arm64", "windows/amd64", "freebsd/amd64", "js/wasm"} {
		goos, goarch, _ := strings.Cut(system, "/")
		wanted := []string{"./code/..."}
		switch goos {
		case "darwin", "windows": // where readers and authors work
			wanted = append(wanted, "./chapters/...", "./site/...")
		case "js":
			wanted = append(wanted, "./chapters/...", "./site/cmd/player", "./site/cmd/simulator", "./site/cmd/gofile")
		}
		packages := t.patterns(wanted...)
		if len(packages) == 0 {
			continue
		}
		goThere := func(args ...string) *command.Cmd {
			return command.New(t.ctx, t.root, "go", args...).With("CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
		}
		vet := func(step *progress.Step) error {
			if !t.all() { // a package that is named, and has nothing for this system, would be an error
				var there []string
				list := append([]string{"list", "-e", "-f", "{{if or .GoFiles .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}"}, packages...)
				if err := goThere(list...).Run(func(line string) { there = append(there, line) }); err != nil || len(there) == 0 {
					return err
				}
				packages = there
			}
			return goThere(append([]string{"vet"}, packages...)...).Run(fetched(step))
		}
		if err := t.step("compiles for "+system, vet); err != nil {
			return err
		}
	}
	return nil
}

// patterns returns those packages of the plan that match any of the patterns: the patterns themselves
// when all is tested.
func (t *tester) patterns(patterns ...string) []string {
	if t.all() {
		return patterns
	}
	return slices.DeleteFunc(slices.Clone(t.plan.Packages), func(path string) bool {
		return !slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, path) })
	})
}

// matches reports whether a package is among those that a pattern stands for: "./code/..." or
// "./site/cmd/player".
func matches(pattern, importPath string) bool {
	_, folder, _ := strings.Cut(importPath, "/")
	below, several := strings.CutSuffix(pattern, "...")
	if !several {
		return "./"+folder == pattern
	}
	return strings.HasPrefix("./"+folder+"/", below)
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
