package transcript

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/terminal"
)

// A Result is what became of one transcript.
type Result struct {
	Edit    *chapter.Edit    // what should change, or nil
	Problem *chapter.Problem // what is wrong, or nil
	Skipped string           // why it was not checked, or ""
	Again   bool             // it took more than one run to agree
}

// IsTranscript reports whether the fence is one.
func IsTranscript(f chapter.Fence) bool { return f.Lang == "console" }

// runs is how often a transcript may disagree before that counts: a machine that is busy with
// something else may have been late.
const runs = 3

// Sync runs the transcript f of c and compares. What vary covers is as good as what the run has
// printed, and stays, even when it was true of another program only; unless all is to be taken anew.
//
// A recording that is not one of the transcript is written anew, too, unless Sync is only to check.
func Sync(ctx context.Context, t *terminal.Terminal, c *chapter.Chapter, f chapter.Fence, anew, check bool) Result {
	fail := func(err error) Result {
		problem := c.Problem(f.Line, "%v", err)
		if run := (*RunError)(nil); errors.As(err, &run) {
			problem.Diff = run.Printed
		}
		if build := (*terminal.BuildError)(nil); errors.As(err, &build) {
			problem.Diff = build.Output
		}
		return Result{Problem: &problem}
	}
	b, err := Parse(f)
	if err != nil {
		return fail(err)
	}
	if err := b.goOn(before(c, f)); err != nil {
		return fail(err)
	}
	if b.Recorded != "" && check {
		if _, err := b.recording(c); err != nil {
			return fail(fmt.Errorf("the recording is not good: %w: run `go tool book sync` where %s is", err, cmp.Or(b.Needs, "all that it needs")))
		}
	}
	if missing := b.Missing(); missing != "" {
		return Result{Skipped: fmt.Sprintf("%s:%d: not checked: it needs %s, which is not here", c.File(), f.Line, missing)}
	}
	if err := b.Prepare(ctx, t); err != nil {
		return fail(err)
	}
	outputs, recording, err := b.run(ctx, t)
	again := false
	for n := 1; n < runs && ctx.Err() == nil && !b.isNew() && (err != nil || !b.Agrees(outputs)); n++ {
		again = true
		outputs, recording, err = b.run(ctx, t)
	}
	if err != nil {
		return fail(err)
	}
	agrees := b.Agrees(outputs)
	if agrees && !(anew && b.Vary != nil) {
		if _, err := b.recording(c); b.Recorded != "" && err != nil && !check {
			if err := b.keep(c, recording); err != nil {
				return fail(err)
			}
		}
		return Result{Again: again}
	}
	with, err := b.With(outputs)
	if err != nil {
		return fail(err)
	}
	if b.Recorded != "" && !check {
		if err := b.keep(c, recording); err != nil {
			return fail(err)
		}
	}
	what := fmt.Sprintf("transcript %q", b.Commands[max(b.foreground(), 0)].Line)
	fault := "is not what its commands print"
	b.AnyOrder = true
	if !agrees && b.Agrees(outputs) {
		fault = `has its lines in another order than they came in this time (if any order will do, say order="any")`
	}
	return Result{Edit: c.Edit(f, f.Info, with.Body(), what, fault)}
}

// before returns the transcripts of c before f, the nearest first. One that cannot be taken apart has
// a problem of its own.
func before(c *chapter.Chapter, f chapter.Fence) []Block {
	var earlier []Block
	for _, fence := range slices.Backward(c.Fences) {
		if fence.Line >= f.Line || !IsTranscript(fence) {
			continue
		}
		if b, err := Parse(fence); err == nil {
			earlier = append(earlier, b)
		}
	}
	return earlier
}
