package exercise_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	exercise "slowpoetry/chapters/16-daemons/exercises/4-crew"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
	"slowpoetry/code/sim"
)

// A stage is a simulated clock, and a diary in seconds.
type stage struct {
	*reactor.Reactor
	diary []string
}

func (s *stage) note(format string, args ...any) {
	s.diary = append(s.diary, fmt.Sprintf("%v ", s.Now().Seconds())+fmt.Sprintf(format, args...))
}

// An actor takes so many seconds to start and to stop: none of them, if that is at once.
type actor struct {
	*stage
	name          string
	takes         int
	broken, awful error // what goes wrong in starting, and in stopping
}

func (a *actor) Name() string                            { return a.name }
func (a *actor) Start() *deferred.Deferred[service.Done] { return a.do("starts", "runs", a.broken) }
func (a *actor) Stop() *deferred.Deferred[service.Done]  { return a.do("stops", "is gone", a.awful) }

func (a *actor) do(begin, end string, err error) *deferred.Deferred[service.Done] {
	a.note("%s %s", a.name, begin)
	d := deferred.New[service.Done]()
	finish := func() {
		if err != nil {
			a.note("%s fails", a.name)
			d.Errback(err)
			return
		}
		a.note("%s %s", a.name, end)
		d.Callback(service.Done{})
	}
	if a.takes == 0 {
		finish()
	} else {
		a.CallLater(time.Duration(a.takes)*time.Second, finish)
	}
	return d
}

func play(t *testing.T, script func(s *stage) *exercise.Crew) []string {
	t.Helper()
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := &stage{Reactor: r}
	c := script(s)
	over := func(what string) func(service.Done, error) (service.Done, error) {
		return func(_ service.Done, err error) (service.Done, error) {
			s.note("%s: %v", what, err)
			return service.Done{}, err
		}
	}
	r.CallWhenRunning(func() {
		c.Start().AddBoth(over("started")).AddCallbacks(func(service.Done) (service.Done, error) {
			r.CallLater(10*time.Second, func() {
				c.Stop().AddBoth(over("stopped")).AddErrback(func(error) (service.Done, error) { return service.Done{}, nil })
			})
			return service.Done{}, nil
		}, func(error) (service.Done, error) { return service.Done{}, nil })
	})
	r.CallLater(time.Hour, func() { r.Stop() })
	r.Run(context.Background())
	return s.diary
}

func part(s *stage, name string, takes int, needs ...string) exercise.Part {
	return exercise.Part{Service: &actor{stage: s, name: name, takes: takes}, Needs: needs}
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("what happens:\n%q\nwant:\n%q", got, want)
	}
}

func TestWhoLeansOnNobodyWaitsForNobody(t *testing.T) {
	expect(t, play(t, func(s *stage) *exercise.Crew {
		return exercise.New(part(s, "a", 1), part(s, "b", 2))
	}), "0 a starts", "0 b starts", "1 a runs", "2 b runs", "2 started: <nil>",
		"12 a stops", "12 b stops", "13 a is gone", "14 b is gone", "14 stopped: <nil>")
}

func TestNeedsComeFirstAndGoLast(t *testing.T) {
	expect(t, play(t, func(s *stage) *exercise.Crew {
		return exercise.New(part(s, "top", 1, "left", "right"), part(s, "left", 1, "base"), part(s, "right", 3, "base"), part(s, "base", 1))
	}), "0 base starts", "1 base runs", "1 left starts", "1 right starts", "2 left runs", "4 right runs",
		"4 top starts", "5 top runs", "5 started: <nil>",
		"15 top stops", "16 top is gone", "16 left stops", "16 right stops", "17 left is gone", "19 right is gone",
		"19 base stops", "20 base is gone", "20 stopped: <nil>")
}

func TestAllAtOnce(t *testing.T) {
	expect(t, play(t, func(s *stage) *exercise.Crew {
		return exercise.New(part(s, "b", 0, "a"), part(s, "a", 0))
	}), "0 a starts", "0 a runs", "0 b starts", "0 b runs", "0 started: <nil>",
		"10 b stops", "10 b is gone", "10 a stops", "10 a is gone", "10 stopped: <nil>")
}

func TestAFailureTakesDownWhatRuns(t *testing.T) {
	expect(t, play(t, func(s *stage) *exercise.Crew {
		bad := part(s, "bad", 1, "base")
		bad.Service.(*actor).broken = errors.New("broken")
		return exercise.New(part(s, "base", 1), bad, part(s, "slow", 3, "base"), part(s, "never", 1, "slow"))
	}), "0 base starts", "1 base runs", "1 bad starts", "1 slow starts", "2 bad fails", "4 slow runs",
		"4 slow stops", "7 slow is gone", "7 base stops", "8 base is gone", "8 started: broken")
}

func TestAnErrorInStoppingStopsNobody(t *testing.T) {
	expect(t, play(t, func(s *stage) *exercise.Crew {
		bad := part(s, "bad", 1, "base")
		bad.Service.(*actor).awful = errors.New("awful")
		return exercise.New(part(s, "base", 1), bad)
	}), "0 base starts", "1 base runs", "1 bad starts", "2 bad runs", "2 started: <nil>",
		"12 bad stops", "13 bad fails", "13 base stops", "14 base is gone", "14 stopped: awful")
}
