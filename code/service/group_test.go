package service_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
	"slowpoetry/code/sim"
)

const second = time.Second

// A stage is a simulated clock, and the diary of the services that play on it.
type stage struct {
	*testing.T
	*reactor.Reactor
	diary []string
}

func newStage(t *testing.T) *stage {
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return &stage{T: t, Reactor: r}
}

func (s *stage) note(format string, args ...any) {
	s.diary = append(s.diary, fmt.Sprintf("%v ", s.Now())+fmt.Sprintf(format, args...))
}

// listen has the diary note what a group tells.
func (s *stage) listen(g *service.Group) *service.Group {
	g.Tell = func(path string, state service.State, err error) {
		if err != nil {
			s.note("%s %v: %v", path, state, err)
		} else {
			s.note("%s %v", path, state)
		}
	}
	return g
}

// run runs the tree until ctx or the reactor ends, and says so in the diary.
func (s *stage) run(root *service.Group, grace time.Duration) {
	s.Helper()
	err := service.Run(context.Background(), s.Reactor, root, grace, func() { s.note("ready") })
	s.note("over: %v", err)
}

// expect compares the diary.
func (s *stage) expect(want ...string) {
	s.Helper()
	if !slices.Equal(s.diary, want) {
		s.Errorf("what happened:\n%s\nwant:\n%s", strings.Join(s.diary, "\n"), strings.Join(want, "\n"))
	}
}

// An actor is a service that takes a while.
type actor struct {
	*stage
	name        string
	start, stop time.Duration
	broken      error // why it does not start
	spoilt      error // what goes wrong in stopping
	panics      bool
}

func (a *actor) Name() string { return a.name }

func (a *actor) Start() *deferred.Deferred[service.Done] {
	if a.panics {
		panic("stage fright")
	}
	return a.later(a.start, a.broken)
}

func (a *actor) Stop() *deferred.Deferred[service.Done] { return a.later(a.stop, a.spoilt) }

func (a *actor) later(d time.Duration, err error) *deferred.Deferred[service.Done] {
	if d == 0 {
		return service.Ended(err)
	}
	var call *reactor.Call
	done := deferred.NewWithCanceller(func(*deferred.Deferred[service.Done]) { call.Cancel() })
	call = a.CallLater(d, func() {
		if err != nil {
			done.Errback(err)
		} else {
			done.Callback(service.Done{})
		}
	})
	return done
}

func (s *stage) actor(name string) *actor { return &actor{stage: s, name: name} }

func TestChildrenStartInOrderAndStopInReverse(t *testing.T) {
	s := newStage(t)
	a, b := s.actor("a"), s.actor("b")
	a.start, a.stop = second, 2*second
	b.stop = 3 * second
	s.CallLater(5*second, func() { s.Stop() })
	s.run(s.listen(service.NewGroup("root", a, b)), time.Minute)
	s.expect("0s a starting", "1s a running", "1s b starting", "1s b running", "1s ready",
		"5s b stopping", "8s b stopped", "8s a stopping", "10s a stopped", "10s over: <nil>")
}

func TestAtOnceDoesNotWait(t *testing.T) {
	s := newStage(t)
	a, b := s.actor("a"), s.actor("b")
	a.stop, b.stop = 2*second, 3*second
	b.spoilt = errors.New("spoilt")
	g := s.listen(service.NewGroup("root", a, b))
	g.AtOnce = true
	s.CallLater(5*second, func() { s.Stop() })
	s.run(g, time.Minute)
	s.expect("0s a starting", "0s a running", "0s b starting", "0s b running", "0s ready",
		"5s b stopping", "5s a stopping", "7s a stopped", "8s b stopped: b: spoilt", "8s over: b: spoilt")
}

func TestAFailureUndoesWhatWasStartedInReverse(t *testing.T) {
	for _, panics := range []bool{false, true} {
		s := newStage(t)
		a, b, c, d := s.actor("a"), s.actor("b"), s.actor("c"), s.actor("d")
		a.stop, b.stop = second, second
		want := "broken"
		if c.broken = errors.New(want); panics {
			c.panics, want = true, "panic: stage fright"
		}
		s.run(s.listen(service.NewGroup("root", a, service.NewGroup("inner", b, c, d))), time.Minute)
		s.expect("0s a starting", "0s a running", "0s inner starting", "0s inner/b starting", "0s inner/b running",
			"0s inner/c starting", "0s inner/c stopped: "+want,
			"0s inner/b stopping", "1s inner/b stopped",
			"1s inner stopped: c: "+want, "1s a stopping", "2s a stopped", "2s over: inner: c: "+want)
	}
}

// The services that were started before the failure have as much time to stop as they have at the
// end, all of them together, however deep they are.
func TestUndoingHasADeadline(t *testing.T) {
	s := newStage(t)
	a, b, c, d := s.actor("a"), s.actor("b"), s.actor("c"), s.actor("d")
	a.stop, b.stop, c.stop = time.Hour, time.Hour, time.Hour
	d.start, d.broken = 2*second, errors.New("broken")
	s.run(s.listen(service.NewGroup("root", a, service.NewGroup("inner", b, c, d))), 10*second)
	s.expect("0s a starting", "0s a running", "0s inner starting", "0s inner/b starting", "0s inner/b running",
		"0s inner/c starting", "0s inner/c running", "0s inner/d starting",
		"2s inner/d stopped: broken", "2s inner/c stopping", "12s inner/c stopped: c: cancelled",
		"12s inner/b stopping", "12s inner/b stopped: b: cancelled", "12s inner stopped: d: broken",
		"12s a stopping", "12s a stopped: a: cancelled", "12s over: inner: d: broken")
}

// A change that fails leaves the end as polite as it was.
func TestAFailedChangeDoesNotHurryTheStop(t *testing.T) {
	s := newStage(t)
	a, b := s.actor("a"), s.actor("b")
	a.stop, b.broken = 5*second, errors.New("broken")
	g := s.listen(service.NewGroup("root", a))
	s.CallLater(second, func() {
		g.Change([]service.Service{b}).AddErrback(func(error) (service.Done, error) { return service.Done{}, nil })
	})
	s.CallLater(30*second, func() { s.Stop() })
	s.run(g, 10*second)
	s.expect("0s a starting", "0s a running", "0s ready", "1s b starting", "1s b stopped: broken",
		"30s a stopping", "35s a stopped", "35s over: <nil>")
}

func TestStopGivesUpAStart(t *testing.T) {
	s := newStage(t)
	a, b := s.actor("a"), s.actor("b")
	a.stop, b.start = second, time.Hour
	s.CallLater(5*second, func() { s.Stop() })
	s.run(s.listen(service.NewGroup("root", a, b)), time.Minute)
	s.expect("0s a starting", "0s a running", "0s b starting",
		"5s b stopped: cancelled", "5s a stopping", "6s a stopped", "6s over: <nil>")
}

// After the deadline all who still run are told that there is no time, however deep they are.
func TestTheDeadlineHoldsForTheWholeTree(t *testing.T) {
	s := newStage(t)
	a, b, c, d := s.actor("a"), s.actor("b"), s.actor("c"), s.actor("d")
	for _, slow := range []*actor{a, b, c, d} {
		slow.stop = time.Hour
	}
	inner := service.NewGroup("inner", b, c)
	inner.AtOnce = true
	s.CallLater(5*second, func() { s.Stop() })
	s.run(s.listen(service.NewGroup("root", a, inner, d)), 10*second)
	s.expect("0s a starting", "0s a running", "0s inner starting", "0s inner/b starting", "0s inner/b running",
		"0s inner/c starting", "0s inner/c running", "0s inner running", "0s d starting", "0s d running", "0s ready",
		"5s d stopping", "15s d stopped: d: cancelled",
		"15s inner stopping", "15s inner/c stopping", "15s inner/b stopping", "15s inner/c stopped: c: cancelled",
		"15s inner/b stopped: b: cancelled", "15s inner stopped: inner: c: cancelled\nb: cancelled",
		"15s a stopping", "15s a stopped: a: cancelled",
		"15s over: d: cancelled\ninner: c: cancelled\nb: cancelled\na: cancelled")
}

func TestNamesAreUniqueBelowAParent(t *testing.T) {
	s := newStage(t)
	g := service.NewGroup("root", s.actor("a"))
	for _, name := range []string{"a", ""} {
		if err := g.Add(s.actor(name)); !errors.Is(err, service.ErrName) {
			t.Errorf("add %q: %v", name, err)
		}
	}
	inner := service.NewGroup("inner", s.actor("a"))
	if err := g.Add(inner); err != nil {
		t.Errorf("the same name below another parent: %v", err)
	}
	if err := service.NewGroup("other").Add(inner); err == nil {
		t.Error("a service has two parents")
	}
}

func TestChangeStartsTheNewBeforeItStopsTheOld(t *testing.T) {
	s := newStage(t)
	old, stays, again := s.actor("a"), s.actor("b"), s.actor("a")
	old.stop = 20 * second
	g := s.listen(service.NewGroup("root", old, stays))
	s.CallLater(second, func() {
		g.Change([]service.Service{again}, "a").AddCallback(func(service.Done) (service.Done, error) {
			s.note("changed")
			return service.Done{}, nil
		})
		if g.Child("a") != again {
			t.Error("the child is still the old one")
		}
	})
	s.CallLater(5*second, func() { s.Stop() })
	s.run(g, time.Minute)
	s.expect("0s a starting", "0s a running", "0s b starting", "0s b running", "0s ready",
		"1s a starting", "1s a running", "1s a stopping", "1s changed",
		"5s a stopping", "5s a stopped", "5s b stopping", "5s b stopped", "21s a stopped", "21s over: <nil>")
}

func TestAChangeThatFailsChangesNothing(t *testing.T) {
	s := newStage(t)
	a, b, c := s.actor("a"), s.actor("b"), s.actor("c")
	c.broken = errors.New("broken")
	g := s.listen(service.NewGroup("root", a))
	s.CallLater(second, func() {
		g.Change([]service.Service{b, c}, "a").AddErrback(func(err error) (service.Done, error) {
			s.note("not changed: %v", err)
			return service.Done{}, nil
		})
	})
	s.CallLater(5*second, func() { s.Stop() })
	s.run(g, time.Minute)
	s.expect("0s a starting", "0s a running", "0s ready",
		"1s b starting", "1s b running", "1s c starting", "1s c stopped: broken", "1s b stopping", "1s b stopped",
		"1s not changed: c: broken", "5s a stopping", "5s a stopped", "5s over: <nil>")
}

func TestTheTreeIsDrawn(t *testing.T) {
	s := newStage(t)
	g := service.NewGroup("root", s.actor("log"), service.NewGroup("poems", s.actor("a"), s.actor("b")), s.actor("last"))
	g.Start()
	want := `root             running
|- log           running
|- poems         running
|  |- a          running
|  '- b          running
'- last          running
`
	var lines []string
	for line := range strings.Lines(g.Tree()) {
		lines = append(lines, strings.TrimRight(line, " \n")+"\n")
	}
	if got := strings.Join(lines, ""); got != want {
		t.Errorf("got\n%s", got)
	}
}
