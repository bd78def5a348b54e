// Package work has poems changed by workers, which may be on other machines. What connects the two is
// a queue:
//
//	queue := work.NewMemory(time.Minute)      // or one of package jetstream
//	go (&work.Worker{Queue: queue, ...}).Run(ctx)
//	text, err := (&work.Client{Queue: queue, ...}).Change(ctx, "lower", text)
//
// A job is delivered at least once: again if its worker does not say in time that it is done. So it may
// be done twice, and that must not matter. Its ID is made of what is to be done, and of two results for
// one ID the first stays.
//
// The one rule: a job is taken off the queue after its result is stored, never before.
package work

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A Job is a text to be changed.
type Job struct {
	ID     string `json:"id"`
	Change string `json:"change"`
	Text   string `json:"text"`
}

//listing:job

// NewJob returns a job. Its ID is a hash of the rest: the same work is the same job.
func NewJob(change, text string) Job {
	sum := sha256.Sum256([]byte(change + "\x00" + text))
	return Job{ID: base64.RawURLEncoding.EncodeToString(sum[:16]), Change: change, Text: text}
}

//listing:end

// A Result is what became of a job: a text, or the kind of an error and the problem.
type Result struct {
	Text    string    `json:"text,omitempty"`
	Kind    poem.Kind `json:"kind,omitempty"`
	Problem string    `json:"problem,omitempty"`
}

//listing:queue

// A Queue keeps jobs until they are done, and results. Any goroutine may use it. All methods block, until
// ctx is done at the latest.
type Queue interface {
	// Submit adds a job, unless it is there already or has a result.
	Submit(ctx context.Context, job Job) error

	// Take returns the next job. Unless Done, Retry or Bury is called in time, it is delivered again.
	Take(ctx context.Context) (Delivery, error)

	// Store keeps the result of a job, unless there is one already.
	Store(ctx context.Context, id string, result Result) error

	// Await waits until there is a result for a job, and returns it.
	Await(ctx context.Context, id string) (Result, error)

	// Dead returns the jobs that were buried.
	Dead(ctx context.Context) ([]Letter, error)
}

// A Delivery is a job in the hands of a worker.
type Delivery interface {
	Job() Job
	Attempt() int                                         // 1 the first time
	Done(ctx context.Context) error                       // takes the job off the queue
	Retry(ctx context.Context, after time.Duration) error // puts it back
	Bury(ctx context.Context, reason string) error        // puts it among the dead letters
}

//listing:end

// A Letter is a job that was given up: a dead letter.
type Letter struct {
	Job    Job    `json:"job"`
	Reason string `json:"reason"`
}

// A Client is a [poem.Changer] that has the work done by workers.
type Client struct {
	Queue Queue
	Names []string // of the changes that the workers know
}

// Changes returns the names of the changes.
func (c *Client) Changes() []string { return c.Names }

// Change submits a job and waits for its result. If ctx is done first, the job stays in the queue, and
// its result will be there when somebody asks again.
func (c *Client) Change(ctx context.Context, change, text string) (string, error) {
	job := NewJob(change, text)
	if err := c.Queue.Submit(ctx, job); err != nil {
		return "", err
	}
	result, err := c.Queue.Await(ctx, job.ID)
	if err != nil {
		return "", err
	}
	if result.Kind != "" {
		return "", &poem.Error{Kind: result.Kind, Problem: result.Problem}
	}
	return result.Text, nil
}

// resultOf returns the result of a job, if it has one. What is broken has none: it may work the next time.
func resultOf(text string, err error) (Result, bool) {
	if err == nil {
		return Result{Text: text}, true
	}
	if e, ok := errors.AsType[*poem.Error](err); ok && (e.Kind == poem.Refused || e.Kind == poem.Unknown) {
		return Result{Kind: e.Kind, Problem: e.Problem}, true
	}
	return Result{}, false
}
