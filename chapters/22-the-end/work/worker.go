package work

import (
	"context"
	"log/slog"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A Worker does jobs, one at a time. Its fields must not change while it runs.
type Worker struct {
	Queue    Queue
	Changer  poem.Changer
	Limit    time.Duration // for a job: less than the queue waits before it delivers it again
	Attempts int           // after so many a job is buried
	Log      *slog.Logger

	// At is called at the steps of a job, if it is not nil: "taken", "changed", "stored". It is
	// there for those who want to see what happens to a worker at the worst moment.
	At func(step string, d Delivery)
}

// Run does jobs until ctx is done, which is no error: it finishes the job that it has. An error of the
// queue is logged, and Run goes on after a rest.
func (w *Worker) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		d, err := w.Queue.Take(ctx)
		if err == nil {
			err = w.do(context.WithoutCancel(ctx), d)
		}
		if err != nil && ctx.Err() == nil {
			w.Log.Warn("worker", "err", err)
			rest(ctx, time.Second/4)
		}
	}
	return nil
}

//listing:do

// do does a job, and says what becomes of it.
func (w *Worker) do(ctx context.Context, d Delivery) error {
	ctx, cancel := context.WithTimeout(ctx, w.Limit)
	defer cancel()
	w.at("taken", d)
	job := d.Job()
	text, failed := w.Changer.Change(ctx, job.Change, job.Text)
	w.at("changed", d)
	result, final := resultOf(text, failed)
	if !final && d.Attempt() < w.Attempts {
		return d.Retry(ctx, Backoff(d.Attempt()))
	}
	if !final {
		result = Result{Kind: poem.Broken, Problem: "the workers have given it up"}
	}
	if err := w.Queue.Store(ctx, job.ID, result); err != nil {
		return err // and the job is delivered again
	}
	w.at("stored", d)
	if !final {
		return d.Bury(ctx, failed.Error())
	}
	return d.Done(ctx)
}

//listing:end

func (w *Worker) at(step string, d Delivery) {
	if w.At != nil {
		w.At(step, d)
	}
}

// Backoff returns how long a job rests after so many attempts: 100 ms, then twice as long each time, 10
// seconds at most.
func Backoff(attempt int) time.Duration {
	return min(100*time.Millisecond<<min(attempt-1, 10), 10*time.Second)
}

// rest blocks for a while, or until ctx is done.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
