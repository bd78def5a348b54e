// Package exercise has a worker with three bugs in it. None shows as long as all goes well.
package exercise

import (
	"context"
	"errors"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
)

// Do does a job that was taken from a queue. A job is tried three times at most. What is refused is not
// tried again: it has the refusal as its result.
func Do(ctx context.Context, q work.Queue, d work.Delivery, c poem.Changer) error {
	job := d.Job()
	text, err := c.Change(ctx, job.Change, job.Text)
	result := work.Result{Text: text}
	buried := false
	if refusal, ok := errors.AsType[*poem.Error](err); ok {
		result = work.Result{Kind: refusal.Kind, Problem: refusal.Problem}
	} else if err != nil && d.Attempt() < 3 {
		return d.Retry(ctx, 100*time.Millisecond)
	} else if err != nil {
		buried = true
		result = work.Result{Kind: poem.Broken, Problem: "given up"}
	}
	if err := q.Store(ctx, job.ID, result); err != nil {
		return err
	}
	if buried {
		return d.Bury(ctx, err.Error())
	}
	return d.Done(ctx)
}
