package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/gotest"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/remember"
)

// A batch is packages whose tests run in the same way.
type batch struct {
	race     bool // with the race detector
	fresh    bool // they start other programs: what the go command remembers of them is not enough
	browser  bool // in a browser, which other tests beside it would keep waiting
	packages []string
}

// goTests runs the Go tests of the plan.
func (t *tester) goTests() error {
	packages := t.plan.Packages
	if t.all() {
		packages = t.book.Tested()
	}
	if len(packages) == 0 {
		return nil
	}
	batches, err := t.batches(packages)
	if err != nil {
		return err
	}
	if !t.fresh {
		if t.parts, err = partsFolder(t.ctx, t.root); err != nil {
			return err
		}
	}
	return t.step("go test", func(step *progress.Step) error {
		var all gotest.Result
		var failed gotest.Failure
		for _, b := range batches {
			result, err := t.batch(b, step)
			all.Add(result)
			if failure := (*gotest.Failure)(nil); errors.As(err, &failure) {
				failed.Names = append(failed.Names, failure.Names...)
			} else if err != nil {
				return err
			}
		}
		step.Note("%v", all)
		if len(failed.Names) > 0 {
			return &failed
		}
		return nil
	})
}

// batch runs one batch, but for what has passed before and is as it was then.
func (t *tester) batch(b batch, step *progress.Step) (all gotest.Result, err error) {
	if !b.fresh || t.run != "" {
		return t.goTest(b, step, nil)
	}
	memory := recall(t.root)
	before, err := sums(t.ctx, t.root, t.book)
	if err != nil {
		return all, err
	}
	b.packages = slices.DeleteFunc(slices.Clone(b.packages), func(pkg string) bool {
		then, ok := memory.of(pkg, before[pkg])
		if !ok || t.fresh {
			return false
		}
		for _, why := range then.Skipped {
			step.Print(why)
		}
		step.Print("   as before  " + strings.TrimPrefix(pkg, "slowpoetry/"))
		all.Add(gotest.Result{Passed: then.Passed, Skipped: len(then.Skipped), Packages: 1, Cached: 1})
		return true
	})
	if len(b.packages) == 0 {
		return all, nil
	}
	var passed []gotest.Package
	result, err := t.goTest(b, step, func(p gotest.Package) { passed = append(passed, p) })
	all.Add(result)
	if t.ctx.Err() != nil {
		return all, err
	}
	after, serr := sums(t.ctx, t.root, t.book)
	if serr == nil {
		serr = memory.keep(passed, before, after)
	}
	return all, errors.Join(err, serr)
}

// goTest runs "go test" for one batch.
func (t *tester) goTest(b batch, step *progress.Step, passed func(gotest.Package)) (gotest.Result, error) {
	args := []string{"test", "-json", "-timeout=60m"}
	cgo := "CGO_ENABLED=0"
	if b.race {
		args = append(args, "-race")
		cgo = "CGO_ENABLED=1"
	}
	if b.fresh {
		args = append(args, "-count=1")
	}
	if t.run != "" {
		args = append(args, "-run", t.run)
	}
	step.Status("compiling")
	cmd := command.New(t.ctx, t.root, "go", append(args, b.packages...)...).With(cgo, need.Variable+"=1", remember.Variable+"="+t.parts)
	return gotest.Run(cmd, step.Print, step.Status, passed)
}

// batches sorts packages. The race detector is for concurrency of ours. What a test has from other
// programs, browsers among them, the go command does not see: only of a test that starts none is what
// it remembers as good as another run. Of the others a [memory] of our own knows.
func (t *tester) batches(packages []string) ([]batch, error) {
	batches := []batch{{race: true}, {race: true, fresh: true}, {}, {fresh: true}, {fresh: true, browser: true}}
	canRace, asked := false, false
	for _, pkg := range packages {
		race, err := t.concurrent(pkg)
		if err != nil {
			return nil, err
		}
		if race && !asked {
			asked = true
			err := t.step("race detector", func(step *progress.Step) error {
				canRace = t.canRace(step)
				return t.ctx.Err()
			})
			if err != nil {
				return nil, err
			}
		}
		fresh, browser := t.book.Needs(pkg, "os/exec"), t.drives(pkg)
		for i := range batches {
			if b := &batches[i]; b.race == (race && canRace) && b.fresh == fresh && b.browser == browser {
				b.packages = append(b.packages, pkg)
			}
		}
	}
	var some []batch
	for _, b := range batches {
		if len(b.packages) > 0 {
			some = append(some, b)
		}
	}
	return some, nil
}

// concurrent reports whether a package is about concurrency, as the library and the chapters are, or
// starts goroutines itself. What drives a browser does not count: it waits, and what it starts serves
// files.
func (t *tester) concurrent(pkg string) (bool, error) {
	folder := t.book.Folder(pkg)
	if strings.HasPrefix(folder, "code/") || strings.HasPrefix(folder, "chapters/") {
		return true, nil
	}
	if t.drives(pkg) {
		return false, nil
	}
	return starts(filepath.Join(t.root, filepath.FromSlash(folder)))
}

// drives reports whether a package drives a browser.
func (t *tester) drives(pkg string) bool { return t.book.Needs(pkg, "github.com/chromedp/chromedp") }

// starts reports whether the code in a folder, its tests apart, starts goroutines: with a go statement,
// or with a method Go, as a sync.WaitGroup has.
func starts(folder string) (found bool, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return false, err
	}
	for _, entry := range entries {
		name := entry.Name()
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return false, err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				found = true
			case *ast.CallExpr:
				method, ok := n.Fun.(*ast.SelectorExpr)
				found = found || ok && method.Sel.Name == "Go"
			}
			return !found
		})
	}
	return found, nil
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
