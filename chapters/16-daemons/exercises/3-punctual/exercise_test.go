package exercise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	exercise "slowpoetry/chapters/16-daemons/exercises/3-punctual"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
	"slowpoetry/code/sim"
)

// A sleeper takes a while to start, and as long to stop.
type sleeper struct {
	r         *reactor.Reactor
	takes     time.Duration
	broken    error
	stubborn  bool // cancelled, it runs
	cancelled bool
}

func (s *sleeper) Name() string { return "sleeper" }

func (s *sleeper) Start() *deferred.Deferred[service.Done] { return s.sleep(s.broken) }
func (s *sleeper) Stop() *deferred.Deferred[service.Done]  { return s.sleep(nil) }

func (s *sleeper) sleep(err error) *deferred.Deferred[service.Done] {
	d := deferred.NewWithCanceller(func(d *deferred.Deferred[service.Done]) {
		if s.cancelled = true; s.stubborn {
			d.Callback(service.Done{})
		}
	})
	s.r.CallLater(s.takes, func() {
		if err != nil {
			d.Errback(err)
		} else {
			d.Callback(service.Done{})
		}
	})
	return d
}

// wait returns the error of d, and when it came.
func wait(t *testing.T, r *reactor.Reactor, start func() *deferred.Deferred[service.Done]) (err error, took time.Duration) {
	t.Helper()
	began := r.Now()
	over := false
	r.CallWhenRunning(func() {
		start().AddBoth(func(_ service.Done, e error) (service.Done, error) {
			err, took, over = e, r.Now()-began, true
			r.Stop()
			return service.Done{}, nil
		})
	})
	limit := r.CallLater(time.Hour, func() { r.Stop() })
	r.Run(context.Background())
	limit.Cancel()
	if !over {
		t.Error("it is not over after an hour")
	}
	return err, took
}

// A service that runs must not be called one that does not: there would be no one to stop it.
func TestOneThatRunsAfterAll(t *testing.T) {
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p := &exercise.Punctual{Service: &sleeper{r: r, takes: time.Minute, stubborn: true}, Reactor: r, Patience: 5 * time.Second}
	if err, took := wait(t, r, p.Start); err != nil || took != 5*time.Second {
		t.Errorf("cancelled, it runs after all: %v after %v", err, took)
	}
}

func TestPunctual(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name   string
		takes  time.Duration
		broken error
		want   string
		after  time.Duration
	}{
		{"one that is in time", 3 * time.Second, nil, "", 3 * time.Second},
		{"one that is late", time.Minute, nil, "not started after 5s", 5 * time.Second},
		{"one that fails in time", 3 * time.Second, broken, "broken", 3 * time.Second},
		{"one that would fail late", time.Minute, broken, "not started after 5s", 5 * time.Second},
	} {
		world := sim.NewWorld(sim.Conditions{})
		r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
		if err != nil {
			t.Fatal(err)
		}
		inner := &sleeper{r: r, takes: c.takes, broken: c.broken}
		p := &exercise.Punctual{Service: inner, Reactor: r, Patience: 5 * time.Second}
		got, took := wait(t, r, p.Start)
		said := ""
		if got != nil {
			said = got.Error()
		}
		if said != c.want || took != c.after {
			t.Errorf("%s: %q after %v, want %q after %v", c.name, said, took, c.want, c.after)
		}
		if late := c.takes > p.Patience; inner.cancelled != late {
			t.Errorf("%s: cancelled: %t, want %t", c.name, inner.cancelled, late)
		}
		if got == nil {
			inner.takes = time.Minute
			if err, took := wait(t, r, p.Stop); err != nil || took != time.Minute {
				t.Errorf("%s: a slow stop ends with %v after %v", c.name, err, took)
			}
		}
		r.Close()
	}
}
