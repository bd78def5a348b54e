package booksync

import (
	"context"
	"errors"
	"fmt"
	"path"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/exercise"
	"slowpoetry/site/internal/figures"
	"slowpoetry/site/internal/fragment"
	"slowpoetry/site/internal/listing"
	"slowpoetry/site/internal/prose"
	"slowpoetry/site/internal/quiz"
	"slowpoetry/site/internal/simulated"
	"slowpoetry/site/internal/terminal"
	"slowpoetry/site/internal/transcript"
)

// one returns a single job for a chapter.
func one(c *chapter.Chapter, do func(ctx context.Context) string) []job {
	return []job{{path.Base(c.Folder), do}}
}

// count says "1 listing", "3 listings", or nothing when there are none.
func count(n int, what, plural string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %s", n, plural)
}

// each returns a job for every fence of c that is of the kind.
func each(c *chapter.Chapter, is func(chapter.Fence) bool, do func(ctx context.Context, f chapter.Fence) string) []job {
	var jobs []job
	for _, f := range c.Fences {
		if is(f) {
			name := fmt.Sprintf("%s:%d", path.Base(c.Folder), f.Line)
			jobs = append(jobs, job{name, func(ctx context.Context) string { return do(ctx, f) }})
		}
	}
	return jobs
}

// eachInTerminal is each for what needs a terminal. It skips the fences where there can be none.
func (s *syncer) eachInTerminal(c *chapter.Chapter, is func(chapter.Fence) bool, do func(ctx context.Context, t *terminal.Terminal, f chapter.Fence) string) []job {
	return each(c, is, func(ctx context.Context, f chapter.Fence) string {
		if !terminal.Supported {
			s.skip(fmt.Sprintf("%s:%d: not checked: what commands print is checked on Unix systems", c.File(), f.Line))
			return ""
		}
		t, err := s.terminal()
		if err != nil {
			problem := c.Problem(f.Line, "%v", err)
			return s.settled(c, nil, &problem)
		}
		return do(ctx, t, f)
	})
}

// settled takes what became of one block, and says it in a word.
func (s *syncer) settled(c *chapter.Chapter, edit *chapter.Edit, problem *chapter.Problem) string {
	switch {
	case problem != nil:
		s.problems(*problem)
		return "failed"
	case edit != nil:
		s.change(c, *edit)
		return "differs"
	}
	return unchanged
}

// syncFront checks that a chapter says of itself what the site needs.
func syncFront(s *syncer, c *chapter.Chapter) []job {
	return one(c, func(context.Context) string {
		s.problems(c.Missing()...)
		return ""
	})
}

// syncKinds finds blocks of a kind that nobody knows.
func syncKinds(s *syncer, c *chapter.Chapter) []job {
	return one(c, func(context.Context) string {
		for _, f := range c.Fences {
			if f.Lang == "" {
				s.problems(c.Problem(f.Line, "the block says not what it is: console, quiz, chain, go, or text"))
			}
		}
		return ""
	})
}

func syncListings(s *syncer, c *chapter.Chapter) []job {
	return one(c, func(context.Context) string {
		edits, problems := listing.Sync(c)
		s.change(c, edits...)
		s.problems(problems...)
		n := 0
		for _, f := range c.Fences {
			if listing.IsListing(f) {
				n++
			}
		}
		return count(n, "listing", "listings")
	})
}

func syncFragments(s *syncer, c *chapter.Chapter) []job {
	return each(c, fragment.IsGo, func(ctx context.Context, f chapter.Fence) string {
		edit, problem := fragment.Sync(ctx, c, f)
		return s.settled(c, edit, problem)
	})
}

func syncTranscripts(s *syncer, c *chapter.Chapter) []job {
	return s.eachInTerminal(c, transcript.IsTranscript, func(ctx context.Context, t *terminal.Terminal, f chapter.Fence) string {
		result := transcript.Sync(ctx, t, c, f, s.Anew, s.Check)
		switch {
		case result.Skipped != "":
			s.skip(result.Skipped)
			return ""
		case result.Again:
			return unchanged + ", but not in the first run"
		}
		return s.settled(c, result.Edit, result.Problem)
	})
}

func syncQuizzes(s *syncer, c *chapter.Chapter) []job {
	return s.eachInTerminal(c, quiz.IsQuiz, func(ctx context.Context, t *terminal.Terminal, f chapter.Fence) string {
		edit, problem := quiz.Sync(ctx, t, c, f)
		return s.settled(c, edit, problem)
	})
}

func syncFigures(s *syncer, c *chapter.Chapter) []job {
	if !figures.Has(c) {
		return nil
	}
	return one(c, func(ctx context.Context) string {
		note := "as they are drawn"
		if err := figures.Draw(ctx, c, !s.Check); err != nil {
			problem := chapter.Problem{File: path.Join(c.Folder, "figures"), Text: err.Error()}
			if failed := (*figures.DrawError)(nil); errors.As(err, &failed) {
				problem.Diff = failed.Output
			}
			s.problems(problem)
			note = "failed"
		}
		s.problems(prose.Figures(c)...)
		return note
	})
}

func syncChains(s *syncer, c *chapter.Chapter) []job {
	return each(c, simulated.IsChain, func(ctx context.Context, f chapter.Fence) string {
		return s.settled(c, nil, simulated.Check(c, f))
	})
}

func syncLinks(s *syncer, c *chapter.Chapter) []job {
	return one(c, func(context.Context) string {
		s.problems(prose.Links(c, s.all)...)
		n := 0
		for _, link := range c.Links {
			if !link.Image {
				n++
			}
		}
		return count(n, "link", "links")
	})
}

func syncTerms(s *syncer, c *chapter.Chapter) []job {
	return one(c, func(context.Context) string {
		s.problems(prose.Terms(c, s.all)...)
		return count(len(c.Front.Terms), "term", "terms")
	})
}

func syncWords(s *syncer, c *chapter.Chapter) []job {
	return one(c, func(context.Context) string {
		s.problems(prose.Words(c)...)
		return ""
	})
}

func syncExercises(s *syncer, c *chapter.Chapter) []job {
	found, problems := exercise.Find(c)
	s.problems(problems...)
	return one(c, func(ctx context.Context) string {
		problems := exercise.Try(ctx, found)
		s.problems(problems...)
		switch {
		case len(problems) > 0:
			return "failed"
		case len(found) == 0:
			return ""
		}
		return count(len(found), "starter fails, solution passes", "starters fail, solutions pass")
	})
}
