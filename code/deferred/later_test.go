package deferred_test

import (
	"runtime/debug"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

func TestChainWaitsForAReturnedDeferredWhichIsLeftWithNothing(t *testing.T) {
	var j journal
	outer, inner := deferred.New[string](), deferred.New[string]()
	outer.AddCallback(func(string) (string, error) { j.note("asks"); return inner.Later() })
	listen(&j, "outer", outer)
	outer.Callback("x")
	if got := outer.String(); got != "waiting for another Deferred" {
		t.Error(got)
	}
	j.check(t, "asks")
	inner.Callback("y")
	listen(&j, "inner", inner)
	j.check(t, "outer: y", "inner: ")
}

func TestResultOfADeferredThatIsAtWorkIsTakenAtOnce(t *testing.T) {
	var j journal
	outer, inner := deferred.New[string](), deferred.New[string]()
	inner.AddCallback(func(value string) (string, error) {
		outer.AddCallback(func(string) (string, error) { return inner.Later() })
		listen(&j, "outer", outer)
		return value + " and more", nil
	})
	outer.Callback("")
	inner.Callback("half")
	listen(&j, "inner", inner)
	j.check(t, "outer: half", "inner: half and more")
}

func TestThenChangesTheType(t *testing.T) {
	var j journal
	d := deferred.New[string]()
	length := deferred.Then(d, func(s string) (int, error) { return len(s), nil })
	listen(&j, "length", length)
	d.Callback("four")
	listen(&j, "d", d)
	j.check(t, "length: 4", "d: ")

	failing := deferred.Then(deferred.Fail[string](errTest), func(string) (int, error) {
		t.Error("called with an error")
		return 0, nil
	})
	listen(&j, "failing", failing)
	j.check(t, "failing: error trouble")

	inner := deferred.New[int]()
	waiting := deferred.Then(deferred.Succeed(""), func(string) (int, error) { return inner.Later() })
	listen(&j, "waiting", waiting)
	inner.Callback(9)
	j.check(t, "waiting: 9")
}

func TestThenIsCancelledAtItsSource(t *testing.T) {
	var j journal
	source := deferred.NewWithCanceller(func(*deferred.Deferred[string]) { j.note("called off") })
	end := deferred.Then(source, func(s string) (int, error) { return len(s), nil })
	listen(&j, "end", end)
	end.Cancel()
	j.check(t, "called off", "end: error cancelled")
}

func TestChainFiresTheNext(t *testing.T) {
	var j journal
	first, second := deferred.New[int](), deferred.New[int]()
	listen(&j, "second", second)
	listen(&j, "first", first.Chain(second))
	first.Callback(3)
	j.check(t, "second: 3", "first: 0")
	listen(&j, "again", deferred.Succeed(4).Chain(second))
	j.check(t, "again: error already fired by Callback")
}

// A deep program would end with a stack overflow, for all to see.
func TestNestingTakesNoStack(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(64 << 10))
	const depth = 100_000
	nest := func(d *deferred.Deferred[int]) *deferred.Deferred[int] {
		for range depth {
			inner := d
			d = deferred.Succeed(0)
			d.AddCallback(func(int) (int, error) { return inner.Later() })
			d.AddCallback(func(n int) (int, error) { return n + 1, nil })
		}
		return d
	}
	convert := func(d *deferred.Deferred[int]) *deferred.Deferred[int] {
		for range depth {
			d = deferred.Then(d, func(n int) (int, error) { return n + 1, nil })
		}
		return d
	}
	for name, build := range map[string]func(*deferred.Deferred[int]) *deferred.Deferred[int]{"Later": nest, "Then": convert} {
		var j journal
		listen(&j, "fired first", build(deferred.Succeed(0)))
		innermost := deferred.New[int]()
		listen(&j, "fired last", build(innermost))
		innermost.Callback(0)
		innermost = deferred.New[int]()
		outermost := build(innermost)
		listen(&j, "cancelled", outermost)
		outermost.Cancel()
		if want := (journal{"fired first: 100000", "fired last: 100000", "cancelled: error cancelled"}); !slices.Equal(j, want) {
			t.Errorf("%s: %q", name, j)
		}
	}
}
