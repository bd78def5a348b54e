package deferred_test

import (
	"errors"
	"testing"

	"slowpoetry/code/deferred"
)

type ints = *deferred.Deferred[int]

func TestCancelWithoutACancellerExpectsALateResult(t *testing.T) {
	var j journal
	d := deferred.New[int]()
	listen(&j, "d", d)
	d.Cancel()
	d.Cancel()
	j.check(t, "d: error cancelled")
	if err := d.Callback(1); err != nil {
		t.Error("the late result:", err)
	}
	if err := d.Callback(2); err == nil {
		t.Error("a second result is an error")
	}
	j.check(t)
}

func TestCancellerDecidesWhatComesOfIt(t *testing.T) {
	for name, c := range map[string]struct {
		canceller func(ints)
		want      string
	}{
		"fires with a value":  {func(d ints) { d.Callback(5) }, "d: 5"},
		"fires with an error": {func(d ints) { d.Errback(errTest) }, "d: error trouble"},
		"does nothing":        {func(ints) {}, "d: error cancelled"},
		"cancels again":       {func(d ints) { d.Cancel() }, "d: error cancelled"},
	} {
		t.Run(name, func(t *testing.T) {
			var j journal
			calls := 0
			d := deferred.NewWithCanceller(func(d ints) { calls++; c.canceller(d) })
			listen(&j, "d", d)
			d.Cancel()
			d.Cancel()
			j.check(t, c.want)
			if calls != 1 {
				t.Errorf("the canceller was called %d times", calls)
			}
			if _, ok := errors.AsType[*deferred.AlreadyFiredError](d.Callback(1)); !ok {
				t.Error("nothing late is expected of who could call it off")
			}
		})
	}
}

func TestPanicOfACancellerGoesToWhoCancels(t *testing.T) {
	d := deferred.NewWithCanceller(func(ints) { panic(errTest) })
	for range 2 {
		func() {
			defer func() {
				if v := recover(); v != errTest {
					t.Errorf("recovered %v", v)
				}
			}()
			d.Cancel()
		}()
	}
	if d.Fired() {
		t.Error("fired")
	}
}

func TestCancelReachesTheDeferredThatIsWaitedFor(t *testing.T) {
	var j journal
	inner := deferred.NewWithCanceller(func(ints) { j.note("called off") })
	outer := deferred.NewWithCanceller(func(ints) { t.Error("it has fired long ago") })
	outer.AddCallback(func(int) (int, error) { return inner.Later() })
	outer.Callback(0)
	listen(&j, "outer", outer)
	outer.Cancel()
	j.check(t, "called off", "outer: error cancelled")
}

func TestCancelOfAFiredDeferredDoesNothing(t *testing.T) {
	var j journal
	d := deferred.NewWithCanceller(func(ints) { t.Error("called") })
	d.Callback(1)
	d.Cancel()
	listen(&j, "d", d)
	j.check(t, "d: 1")
}

func TestCancelEndsWhereDeferredsWaitForEachOther(t *testing.T) {
	a, b, c := deferred.Succeed(1), deferred.Succeed(2), deferred.Succeed(3)
	gate := deferred.New[int]()
	a.AddCallback(func(int) (int, error) { return gate.Later() })
	b.AddCallback(func(int) (int, error) { return a.Later() })
	c.AddCallback(func(int) (int, error) { return b.Later() })
	a.AddCallback(func(int) (int, error) { return b.Later() }) // b waits for a, and now a for b
	gate.Callback(0)
	own := deferred.New[int]()
	own.AddCallback(func(int) (int, error) { return own.Later() })
	own.Callback(0)
	list := deferred.New[int]()
	all := deferred.Then(deferred.List([]ints{list}), func([]deferred.Result[int]) (int, error) { return 0, nil })
	list.AddCallback(func(int) (int, error) { return all.Later() })
	for _, d := range []ints{a, b, c, own, all} {
		d.Cancel() // and returns
	}
}
