package exercise_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	exercise "slowpoetry/chapters/22-the-end/exercises/3-thrice"
	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
)

// A changer that does what its text says, and counts.
type changer struct{ calls int }

func (*changer) Changes() []string { return nil }
func (c *changer) Change(_ context.Context, _, text string) (string, error) {
	c.calls++
	switch text {
	case "refuse":
		return "", &poem.Error{Kind: poem.Refused, Problem: "no"}
	case "break":
		return "", errors.New("no ink")
	}
	return "done", nil
}

// full is a queue whose disk is full the first time that a result is to be stored.
type full struct {
	work.Queue
	stores int
}

func (q *full) Store(ctx context.Context, id string, r work.Result) error {
	if q.stores++; q.stores == 1 {
		return errors.New("the disk is full")
	}
	return q.Queue.Store(ctx, id, r)
}

// after has one worker run for an hour, and returns the result of a job, if it has one, and how often it was done.
func after(t *testing.T, text string, over func(work.Queue) work.Queue) (result *work.Result, calls int, dead []work.Letter) {
	synctest.Test(t, func(t *testing.T) {
		q := over(work.NewMemory(time.Minute))
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		c := new(changer)
		job := work.NewJob("x", text)
		q.Submit(ctx, job)
		go func() {
			if r, err := q.Await(ctx, job.ID); err == nil {
				result = &r
			}
		}()
		for {
			d, err := q.Take(ctx)
			if err != nil {
				break
			}
			exercise.Do(ctx, q, d, c)
		}
		calls = c.calls
		dead, _ = q.Dead(t.Context())
		synctest.Wait()
	})
	return result, calls, dead
}

func same(q work.Queue) work.Queue { return q }

func TestAllGoesWell(t *testing.T) {
	if r, calls, _ := after(t, "do", same); r == nil || r.Text != "done" || calls != 1 {
		t.Errorf("the result is %+v, after %d calls", r, calls)
	}
}

func TestAResultIsNotLost(t *testing.T) {
	r, calls, _ := after(t, "do", func(q work.Queue) work.Queue { return &full{Queue: q} })
	if r == nil || r.Text != "done" || calls != 2 {
		t.Errorf("the disk was full for a moment: the result is %+v, after %d calls; the job should have been done again", r, calls)
	}
}

func TestARefusalIsARefusal(t *testing.T) {
	r, calls, _ := after(t, "refuse", same)
	if r == nil || r.Kind != poem.Refused || calls != 1 {
		t.Errorf("the result is %+v, and the worker was asked %d times in an hour; once would do", r, calls)
	}
}

func TestWhatIsGivenUpHasAResult(t *testing.T) {
	r, calls, dead := after(t, "break", same)
	if calls != 3 || len(dead) != 1 || dead[0].Reason != "no ink" {
		t.Errorf("tried %d times, buried are %+v; want 3, and one", calls, dead)
	}
	if r == nil || r.Kind != poem.Broken {
		t.Errorf("who waits for it is told %+v; want an error of the kind broken", r)
	}
}
