package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/booksync"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/touched"
)

var testProgram = program.Program{
	Name:     "test",
	Synopsis: "check everything, or a chapter, or what a change can have touched",
	Run:      test,
}

// test checks the whole book, or what it is asked for, the quick checks first, and stops at the first
// that fails.
func test(ctx context.Context, env *program.Env, args []string) error {
	o, err := testOptions(env, args)
	if err != nil {
		return err
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	start := time.Now()
	t := tester{ctx: ctx, root: root, run: o.run, fresh: o.fresh, display: progress.New(env.Stdout, env.Trace)}
	if err := t.do(o); err != nil {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		return err
	}
	fmt.Fprintf(env.Stdout, "%6.1f s  %s\n", time.Since(start).Seconds(), t.verdict())
	return nil
}

// A tester is one run of tests.
type tester struct {
	ctx     context.Context
	root    string
	run     string // a regular expression for names of Go tests; empty: all
	fresh   bool   // whatever has passed before
	parts   string // the folder in which parts of tests are remembered, "" if they are not
	display *progress.Display

	book *touched.Book
	plan touched.Plan
}

// all reports whether everything is tested.
func (t *tester) all() bool { return t.plan.Everything != "" }

// do does what o asks for.
func (t *tester) do(o options) error {
	err := t.step("what is to be tested", func(step *progress.Step) (err error) {
		if t.book, t.plan, err = o.plan(t.ctx, t.root); err == nil {
			step.Note("%s", t.says())
		}
		return err
	})
	if err != nil {
		return err
	}
	if t.plan.Empty() {
		return nil
	}
	if err := t.step("what the tests need", t.prerequisites); err != nil {
		return err
	}
	if t.needsSite() {
		if _, err := prepare(t.ctx, t.display, t.root); err != nil {
			return err
		}
	}
	if t.run == "" && !o.packagesOnly(t.plan) {
		if err := t.static(); err != nil {
			return err
		}
		if err := t.chapters(); err != nil {
			return err
		}
	}
	return t.goTests()
}

// says says what the plan is.
func (t *tester) says() string {
	switch {
	case t.plan.Everything == everything:
		return "everything"
	case t.all():
		return "everything, since " + t.plan.Everything + " has changed"
	case t.plan.Empty():
		return "nothing: no file has changed that is tested"
	}
	var words []string
	for _, folder := range t.plan.Chapters {
		words = append(words, path.Base(folder))
	}
	if n := len(t.plan.Packages); n > 0 {
		words = append(words, fmt.Sprintf("the tests of %d packages", n))
	}
	if len(words) == 0 {
		words = append(words, "what all chapters say of each other")
	}
	return strings.Join(words, ", ")
}

// verdict is the last line of a run that has found nothing.
func (t *tester) verdict() string {
	switch {
	case t.all() && t.run == "":
		return "all is well"
	case t.plan.Empty():
		return "nothing to test"
	}
	return "well, as far as this goes (all is tested by: go tool book test)"
}

// needsSite reports whether anything is tested that needs Hugo, and what runs in the page.
func (t *tester) needsSite() bool {
	return t.all() || slices.ContainsFunc(t.plan.Packages, func(pkg string) bool {
		return t.book.Needs(pkg, "slowpoetry/site/internal/hugo")
	})
}

// chapters checks that what the chapters of the plan say is so. When everything is tested, a Go test
// does that.
func (t *tester) chapters() error {
	if t.all() || !t.plan.Prose && len(t.plan.Chapters) == 0 {
		return nil
	}
	check := func(name string, chapters, parts []string) error {
		return t.step(name, func(step *progress.Step) error {
			report, err := booksync.Run(t.ctx, booksync.Options{
				Root: t.root, Chapters: chapters, Parts: parts, Check: true, Progress: lines{step},
			})
			for _, why := range report.Skipped {
				step.Print(why)
			}
			for _, finding := range report.Findings {
				step.Print(finding.Error() + "\n" + finding.Diff)
			}
			if n := len(report.Findings); err == nil && n > 0 {
				err = fmt.Errorf("%d to mend", n)
			}
			return err
		})
	}
	if err := check("words, links and listings", nil, booksync.Quick()); err != nil {
		return err
	}
	for _, folder := range t.plan.Chapters {
		if err := check(path.Base(folder), []string{folder}, booksync.Slow()); err != nil {
			return err
		}
	}
	return nil
}

// lines shows the lines written to it as the status of a step.
type lines struct{ step *progress.Step }

func (l lines) Write(text []byte) (int, error) {
	l.step.Status("%s", strings.Join(strings.Fields(string(text)), " "))
	return len(text), nil
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
