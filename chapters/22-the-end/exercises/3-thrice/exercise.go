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
	if refusal, ok := errors.AsType[*poem.Error](err); ok {
		return q.Store(ctx, job.ID, work.Result{Kind: refusal.Kind, Problem: refusal.Problem})
	}
	if err != nil && d.Attempt() < 3 {
		return d.Retry(ctx, 100*time.Millisecond)
	}
	if err != nil {
		return d.Bury(ctx, err.Error())
	}
	if err := d.Done(ctx); err != nil {
		return err
	}
	return q.Store(ctx, job.ID, work.Result{Text: text})
}
