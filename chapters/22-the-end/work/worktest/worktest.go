// Package worktest tests that a queue keeps the promises of a [work.Queue].
package worktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
)

// Quiet is a log that is not kept.
var Quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// A Fake is a changer that calls itself, with how often it was called.
type Fake func(call int64, text string) (string, error)

type counted struct {
	Fake
	calls *atomic.Int64
}

// Changer returns f as a changer.
func (f Fake) Changer() poem.Changer { return counted{f, new(atomic.Int64)} }

func (counted) Changes() []string { return []string{"fake"} }
func (c counted) Change(_ context.Context, _, text string) (string, error) {
	return c.Fake(c.calls.Add(1), text)
}

// Promises checks a queue. It must be empty, and deliver again after lease what was not done.
func Promises(t *testing.T, q work.Queue, lease time.Duration) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	take := func() work.Delivery {
		t.Helper()
		d, err := q.Take(ctx)
		must(err)
		return d
	}
	none := func(what string) {
		t.Helper()
		short, cancel := context.WithTimeout(ctx, lease/10)
		defer cancel()
		if d, err := q.Take(short); err == nil {
			t.Errorf("%s: there is a job, %v, attempt %d", what, d.Job(), d.Attempt())
		}
	}
	job := work.NewJob("fake", "one")

	must(q.Submit(ctx, job))
	must(q.Submit(ctx, job))
	d := take()
	if d.Job() != job || d.Attempt() != 1 {
		t.Errorf("delivered is %+v, attempt %d", d.Job(), d.Attempt())
	}
	none("submitted twice")
	start := time.Now()
	d = take() // the same, since it was not done
	if d.Job() != job || d.Attempt() != 2 || time.Since(start) > 2*lease {
		t.Errorf("delivered again is %+v, attempt %d, after %v", d.Job(), d.Attempt(), time.Since(start))
	}
	must(d.Retry(ctx, lease/4))
	none("before its time")
	d = take()
	if d.Job() != job || d.Attempt() != 3 {
		t.Errorf("retried is %+v, attempt %d", d.Job(), d.Attempt())
	}
	must(q.Store(ctx, job.ID, work.Result{Text: "first"}))
	must(q.Store(ctx, job.ID, work.Result{Text: "second"}))
	must(d.Done(ctx))
	if r, err := q.Await(ctx, job.ID); err != nil || r.Text != "first" {
		t.Errorf("of two results the first stays: %+v, %v", r, err)
	}
	must(q.Submit(ctx, job))
	none("what has a result is not done again")

	waited := make(chan work.Result, 1)
	late := work.NewJob("fake", "late")
	go func() {
		r, _ := q.Await(ctx, late.ID)
		waited <- r
	}()
	short, cancel := context.WithTimeout(ctx, lease/10)
	if r, err := q.Await(short, late.ID); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a result that is not there: %+v, %v", r, err)
	}
	cancel()
	must(q.Submit(ctx, late))
	d = take()
	must(q.Store(ctx, late.ID, work.Result{Kind: poem.Broken, Problem: "given up"}))
	must(d.Bury(ctx, "no ink"))
	if r := <-waited; r.Kind != poem.Broken || r.Problem != "given up" {
		t.Errorf("who waits gets %+v", r)
	}
	letters, err := q.Dead(ctx)
	if err != nil || len(letters) != 1 || letters[0] != (work.Letter{Job: late, Reason: "no ink"}) {
		t.Errorf("the dead letters are %+v, %v", letters, err)
	}
	none("what is buried is not delivered")
}

// Works checks that workers and a client get on with each other over a queue.
func Works(t *testing.T, q work.Queue, lease time.Duration) {
	ctx, stop := context.WithCancel(t.Context())
	fake := Fake(func(call int64, text string) (string, error) {
		switch {
		case strings.HasPrefix(text, "refuse"):
			return "", &poem.Error{Kind: poem.Refused, Problem: "no"}
		case strings.HasPrefix(text, "once") && call%2 == 1, strings.HasPrefix(text, "never"):
			return "", fmt.Errorf("broken, call %d", call)
		}
		return strings.ToUpper(text), nil
	})
	ended := make(chan error, 1)
	go func() {
		ended <- (&work.Worker{Queue: q, Changer: fake.Changer(), Limit: lease / 2, Attempts: 3, Log: Quiet}).Run(ctx)
	}()
	client := &work.Client{Queue: q, Names: []string{"fake"}}
	for _, test := range []struct{ text, want, err string }{
		{"well", "WELL", ""},
		{"well", "WELL", ""}, // without a worker, this time
		{"refuse", "", "no"},
		{"once", "ONCE", ""},
		{"never", "", "the workers have given it up"},
	} {
		got, err := client.Change(ctx, "fake", test.text)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("%s: %q, %v", test.text, got, err)
		}
	}
	letters, err := q.Dead(ctx)
	if err != nil || len(letters) == 0 || letters[len(letters)-1].Job.Text != "never" || !strings.HasPrefix(letters[len(letters)-1].Reason, "broken, call ") {
		t.Errorf("the dead letters are %+v, %v", letters, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the worker: %v", err)
	}
}
