// Package booksync keeps every index.md of the book true, part by part: its listings, fragments,
// transcripts, figures, quizzes and exercises, and the words between them.
//
//	report, err := booksync.Run(ctx, booksync.Options{Root: root, Check: true})
//	for _, finding := range report.Findings {
//		fmt.Println(finding)
//	}
//
// The one rule: what can be derived is written (or, with Check, compared), and what cannot is
// reported, all of it in one go, each with its file, its line and the way to mend it.
package booksync

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"slowpoetry/code/trace"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/terminal"
)

// mend is the advice in every message about something that can be derived.
const mend = "run `go tool book sync`"

// Options say what to look at, and what to do about it.
type Options struct {
	Root     string          // of the repository
	Chapters []string        // "02", "02-slow-poetry"; none for all
	Parts    []string        // among [Parts]; none for all
	Check    bool            // change nothing, and find everything that would change
	Anew     bool            // what may vary in transcripts is what it is this time
	Progress io.Writer       // one line a step; may be nil
	Trace    *trace.Recorder // a task a step; may be nil
}

// A Finding is something to mend, and the part of the book that it belongs to.
type Finding struct {
	chapter.Problem
	Part string
}

// A Report is what a run found and did.
type Report struct {
	Findings []Finding // by file and line
	Changed  []string  // "chapters/02-slow-poetry/index.md:12: listing get.go#download"
	Skipped  []string  // what was not checked, and why
}

// A part is one kind of truth.
type part struct {
	name string
	sync func(s *syncer, c *chapter.Chapter) []job
}

// A job is a piece of work on one chapter. It reports to the syncer, and returns a note about
// what it did for the progress line, such as "12 listings".
type job struct {
	name string // for the trace and the progress line: "02-slow-poetry:123 go run …"
	do   func(ctx context.Context) (note string)
}

// parts are in the order in which they run: the quick ones first.
var parts = []part{
	{"front", syncFront},
	{"blocks", syncKinds},
	{"terms", syncTerms},
	{"words", syncWords},
	{"listings", syncListings},
	{"fragments", syncFragments},
	{"figures", syncFigures},
	{"chains", syncChains},
	{"links", syncLinks},
	{"transcripts", syncTranscripts},
	{"quizzes", syncQuizzes},
	{"exercises", syncExercises},
}

// Parts returns the names of the parts, in the order in which they run.
func Parts() []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

// A syncer is a run.
type syncer struct {
	Options
	all    []*chapter.Chapter // of the book, as they were when the part began
	mu     sync.Mutex
	opened *terminal.Terminal // nil until a job needs one
	report Report
	edits  map[*chapter.Chapter][]chapter.Edit // of the part
	part   string
}

// Run does what o says. The error is about the run itself: findings are in the report, which is
// good as far as it goes even then. Several runs in the same repository at the same time do not
// harm each other.
func Run(ctx context.Context, o Options) (Report, error) {
	for _, name := range o.Parts {
		if !slices.Contains(Parts(), name) {
			return Report{}, fmt.Errorf("there is no part %q: there are %s", name, strings.Join(Parts(), ", "))
		}
	}
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	s := &syncer{Options: o}
	defer s.close()
	_, problems := chapter.All(o.Root)
	s.part = "front"
	for _, p := range problems {
		if s.concerns(p) {
			s.problems(p)
		}
	}
	for _, p := range parts {
		if len(o.Parts) > 0 && !slices.Contains(o.Parts, p.name) {
			continue
		}
		if err := s.run(ctx, p); err != nil {
			return s.report, err
		}
	}
	slices.SortStableFunc(s.report.Findings, func(a, b Finding) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return s.report, nil
}

// run runs one part over the chapters, and saves what it changed.
func (s *syncer) run(ctx context.Context, p part) error {
	s.part = p.name
	s.edits = map[*chapter.Chapter][]chapter.Edit{}
	s.all, _ = chapter.All(s.Root) // afresh: the part before may have changed them
	chosen, err := chapter.Select(s.all, s.Chapters)
	if err != nil {
		return err
	}
	var jobs []job
	for _, c := range chosen {
		jobs = append(jobs, p.sync(s, c)...)
	}
	s.work(ctx, jobs)
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, c := range chosen {
		if err := s.settle(c, s.edits[c]); err != nil {
			return err
		}
	}
	return nil
}

// terminal returns the terminal of the run, and opens it for the first who asks.
func (s *syncer) terminal() (*terminal.Terminal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != nil {
		return s.opened, nil
	}
	t, err := terminal.New(s.Root)
	s.opened = t
	return t, err
}

func (s *syncer) close() {
	if s.opened != nil {
		s.opened.Close()
	}
}

// concerns reports whether a problem with reading the chapters is about one that was asked for.
func (s *syncer) concerns(p chapter.Problem) bool {
	if len(s.Chapters) == 0 {
		return true
	}
	folder, _, _ := strings.Cut(strings.TrimPrefix(p.File, "chapters/"), "/")
	return slices.ContainsFunc(s.Chapters, func(name string) bool { return chapter.Called(folder, name) })
}

// problems adds to the findings of the part that runs.
func (s *syncer) problems(problems ...chapter.Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range problems {
		s.report.Findings = append(s.report.Findings, Finding{p, s.part})
	}
}

// change adds to the edits of the part that runs.
func (s *syncer) change(c *chapter.Chapter, edits ...chapter.Edit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edits[c] = append(s.edits[c], edits...)
}

// skip notes what was not checked.
func (s *syncer) skip(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.Skipped = append(s.report.Skipped, why)
	fmt.Fprintln(s.Progress, why)
}

// settle makes the edits of c, or reports them as findings when the run is a check.
func (s *syncer) settle(c *chapter.Chapter, edits []chapter.Edit) error {
	edits = slices.DeleteFunc(edits, func(e chapter.Edit) bool {
		err := c.Fit(e)
		if err != nil {
			s.problems(c.Problem(e.Line, "the %s cannot be written: %v", e.What, err))
		}
		return err != nil
	})
	if s.Check {
		for _, e := range edits {
			p := c.Problem(e.Line, "the %s %s: %s", e.What, e.Fault, mend)
			p.Diff = unified(c.File(), e.Line, string(c.Source[e.Start:e.End]), e.New)
			s.problems(p)
		}
		return nil
	}
	lost, err := c.Save(edits)
	if err != nil {
		return err
	}
	for _, e := range edits {
		if slices.Contains(lost, e) {
			s.problems(c.Problem(e.Line, "the text changed while the %s was made: %s again", e.What, mend))
			continue
		}
		s.report.Changed = append(s.report.Changed, fmt.Sprintf("%s:%d: %s", c.File(), e.Line, e.What))
	}
	return nil
}
