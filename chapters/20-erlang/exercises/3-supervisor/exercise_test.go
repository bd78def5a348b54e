package exercise

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errInk = errors.New("no ink")

// A clerk is a child that crashes so many times, a second after it was started, and then works for an
// hour.
type clerk struct {
	crashes int
	panics  bool
	started atomic.Int32
	working atomic.Int32
}

func (c *clerk) work(ctx context.Context) error {
	c.working.Add(1)
	defer c.working.Add(-1)
	n := int(c.started.Add(1))
	rest := time.Hour
	if n <= c.crashes {
		rest = time.Second
	}
	select {
	case <-time.After(rest):
	case <-ctx.Done():
		return ctx.Err()
	}
	switch {
	case n > c.crashes:
		return nil
	case c.panics:
		panic(errInk)
	}
	return errInk
}

// run has Supervise run for a day at most, and returns how long it took.
func run(ctx context.Context, limit int, children ...func(context.Context) error) (error, time.Duration) {
	ctx, stop := context.WithTimeout(ctx, 24*time.Hour)
	defer stop()
	began := time.Now()
	err := Supervise(ctx, limit, children...)
	return err, time.Since(began)
}

func TestACrashIsRestarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		steady, shaky := &clerk{}, &clerk{crashes: 2}
		if err, _ := run(t.Context(), 2, steady.work, shaky.work); err != nil || steady.started.Load() != 1 || shaky.started.Load() != 3 {
			t.Errorf("a steady child, one that crashes twice, and a limit of 2: %v; they were started %d and %d times, want 1 and 3", err, steady.started.Load(), shaky.started.Load())
		}
	})
}

func TestItGivesUp(t *testing.T) {
	for _, panics := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			steady, shaky := &clerk{}, &clerk{crashes: 1000, panics: panics}
			err, took := run(t.Context(), 2, steady.work, shaky.work)
			if err == nil || took > time.Minute || shaky.started.Load() != 3 {
				t.Fatalf("a child that crashes each second (panics are %v), and a limit of 2: it was started %d times in %v, and the error is %v; want 3 times, 3 s and an error", panics, shaky.started.Load(), took, err)
			}
			if !errors.Is(err, errInk) {
				t.Errorf("the error %q does not wrap that of the last crash, %q", err, errInk)
			}
			if n := steady.working.Load(); n != 0 {
				t.Errorf("Supervise has given up, and a child of it still works")
			}
		})
	}
}

func TestTheLimitIsForAllTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &clerk{crashes: 1}, &clerk{crashes: 1}
		if err, took := run(t.Context(), 1, a.work, b.work); err == nil || took > time.Minute {
			t.Errorf("two children that crash once each, and a limit of 1: %v after %v, want an error after 1 s", err, took)
		}
		a, b = &clerk{crashes: 1}, &clerk{crashes: 1}
		if err, _ := run(t.Context(), 2, a.work, b.work); err != nil {
			t.Errorf("the same with a limit of 2: %v", err)
		}
	})
}

func TestASupervisorIsAChild(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shaky, neighbour, cousin := &clerk{crashes: 3}, &clerk{}, &clerk{}
		inner := func(ctx context.Context) error { return Supervise(ctx, 1, shaky.work, neighbour.work) }
		err, _ := run(t.Context(), 1, inner, cousin.work)
		if err != nil || shaky.started.Load() != 4 || neighbour.started.Load() != 2 || cousin.started.Load() != 1 {
			t.Errorf("a tree of two with limits of 1, and a child below that crashes 3 times: %v; it was started %d times, its neighbour %d, its cousin above %d; want 4, 2 and 1", err, shaky.started.Load(), neighbour.started.Load(), cousin.started.Load())
		}
	})
}

func TestAnInterruptIsNoCrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		child := &clerk{}
		err, took := run(ctx, 5, child.work, func(ctx context.Context) error {
			<-ctx.Done()
			time.Sleep(time.Second) // it tidies up
			return ctx.Err()
		})
		if err != context.DeadlineExceeded || child.started.Load() != 1 || took != 61*time.Second {
			t.Errorf("interrupted after a minute, with a child that needs a second more: %v after %v, and a child was started %d times; want %v after 1m1s, and once", err, took, child.started.Load(), context.DeadlineExceeded)
		}
	})
}
