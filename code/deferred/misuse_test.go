package deferred_test

import (
	"errors"
	"net"
	"runtime"
	"testing"
	"time"

	"slowpoetry/code/deferred"
)

// panicOf returns what f panics with, as text.
func panicOf(f func()) (text string) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			text = v.Error()
		case string:
			text = v
		}
	}()
	f()
	return ""
}

func TestNilIsRefusedAtTheCallOrPasses(t *testing.T) {
	d := deferred.New[int]()
	for want, f := range map[string]func(){
		"deferred: AddCallback of a nil function":         func() { d.AddCallback(nil) },
		"deferred: AddBoth of a nil function":             func() { d.AddBoth(nil) },
		"deferred: AddCallbacks of a nil function":        func() { d.AddCallbacks(nil, nil) },
		"deferred: Then of a nil function":                func() { deferred.Then[int, int](d, nil) },
		"deferred: MaybeDeferred of a nil function":       func() { deferred.MaybeDeferred[int](nil) },
		"deferred: Inline of a nil function":              func() { deferred.Inline[int](nil) },
		"deferred: Chain to a nil Deferred":               func() { d.Chain(nil) },
		"deferred: Later of a nil Deferred":               func() { ints(nil).Later() },
		"deferred: number 1 of the list is nil":           func() { deferred.List([]ints{d, nil}) },
		"deferred: Timeout without a Deferred or a clock": func() { deferred.Timeout[int, *alarm](d, 1, nil) },
		"deferred: Await outside of its coroutine":        func() { d.Await(nil) },
	} {
		if got := panicOf(f); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	var j journal
	listen(&j, "d", d)
	d.Callback(1)
	j.check(t, "d: 1") // none of them has left anything in the chain

	same := func(n int) (int, error) { return n, nil }
	listen(&j, "pair", deferred.Fail[int](errTest).AddCallbacks(same, nil))
	listen(&j, "errback", deferred.Fail[int](errTest).AddErrback(nil))
	cancelled := deferred.NewWithCanceller[int](nil)
	listen(&j, "canceller", cancelled)
	cancelled.Cancel()
	var c clock
	listen(&j, "late", deferred.TimeoutFunc(deferred.New[int](), time.Second, &c, nil))
	c.ring()
	j.check(t, "pair: error trouble", "errback: error trouble", "canceller: error cancelled", "late: error timed out after 1s")
}

func TestThenAfterAListIsCancelledAndTimesOut(t *testing.T) {
	var j journal
	var c clock
	for i := range 2 {
		save := deferred.NewWithCanceller(func(ints) { j.note("called off") })
		ds := []ints{deferred.Succeed(1), deferred.Succeed(2)}
		after := deferred.Then(deferred.Gather(ds), func([]int) (int, error) { return save.Later() })
		deferred.Timeout(after, time.Second, &c)
		listen(&j, "after", after)
		if i == 0 {
			after.Cancel()
			j.check(t, "called off", "after: error cancelled")
		}
	}
	c.ring()
	j.check(t, "called off", "after: error timed out after 1s")
}

func TestAChainThatIsNeverEmptyStaysSmall(t *testing.T) {
	d := deferred.Succeed(0)
	queue := func() (next ints) {
		next = deferred.New[int]()
		d.AddCallback(func(int) (int, error) { return next.Later() })
		return next
	}
	var pending []ints
	for range 10 {
		pending = append(pending, queue())
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 100_000 {
		pending[0].Callback(1)
		pending = append(pending[1:], queue())
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 200_000 {
		t.Errorf("grown by %d bytes", grown)
	}
	runtime.KeepAlive(d)
}

func TestDeferredsThatWaitForEachOtherAreReported(t *testing.T) {
	var got []string
	defer deferred.OnUnhandled(func(err error) {
		if e, ok := errors.AsType[*deferred.CircularError](err); ok {
			got = append(got, e.Error())
		}
	})()
	silent := func(deferred.Event) {}
	own := deferred.New[int]().Trace("own", silent)
	own.AddCallback(func(int) (int, error) { return own.Later() })
	own.AddCallback(func(int) (int, error) { return own.Later() })
	own.Callback(0)
	if own.String() != "waiting for itself" {
		t.Error(own)
	}
	gate := deferred.New[int]()
	a, b := deferred.New[int]().Trace("a", silent), deferred.New[int]().Trace("b", silent)
	a.AddCallback(func(int) (int, error) { return gate.Later() })
	a.AddCallback(func(int) (int, error) { return b.Later() })
	b.AddCallback(func(int) (int, error) { return a.Later() })
	a.Callback(0)
	b.Callback(0)
	if b.String() != "waiting for the Deferred a" {
		t.Error(b)
	}
	gate.Callback(0)
	if a.String() != "waiting for another Deferred, which waits for this one: a -> b -> a" {
		t.Error(a)
	}
	source := deferred.New[int]().Trace("source", silent)
	var end ints
	source.AddCallback(func(int) (int, error) { return end.Later() })
	end = deferred.Then(source, func(n int) (int, error) { return n, nil }).Trace("end", silent)
	source.Callback(0)
	j := journal(got)
	j.check(t, "a Deferred waits for itself: own", "Deferreds wait for each other: a -> b -> a",
		"Deferreds wait for each other: source -> end -> source")
}

func TestALaterThatDoesNotFitIsAnError(t *testing.T) {
	var j journal
	poem := deferred.Succeed("tide")
	listen(&j, "type", deferred.Succeed(1).AddCallback(func(int) (int, error) { _, err := poem.Later(); return 0, err }))
	inner := deferred.Succeed[any](1)
	listen(&j, "value", deferred.Succeed[any](1).AddCallback(func(any) (any, error) { return inner, nil }))
	listen(&j, "value of another type", deferred.Succeed[any](1).AddCallback(func(any) (any, error) { return poem, nil }))
	j.check(t,
		"type: error the Later of a *deferred.Deferred[string] does not fit a *deferred.Deferred[int]: use Then to change the type",
		"value: error the value is a Deferred: return its Later() to have its result",
		"value of another type: error the value is a Deferred: return its Later() to have its result")

	// Where the type says so, a Deferred is a value like any other.
	deferred.Succeed(poem).AddCallback(func(value *deferred.Deferred[string]) (*deferred.Deferred[string], error) {
		if value != poem {
			t.Error(value)
		}
		return value, nil
	}).AddErrback(func(err error) (*deferred.Deferred[string], error) { t.Error(err); return nil, nil })
}

func TestWhatFiredACoroutinesDeferredIsTheCoroutine(t *testing.T) {
	x := deferred.Fail[int](errTest)
	d := deferred.Inline(func(*deferred.Coroutine) (int, error) { return x.Later() })
	if err := d.Callback(1); err.Error() != "already fired by its coroutine" {
		t.Error(err)
	}
	d.AddErrback(func(error) (int, error) { return 0, nil })
}

func TestManyPausesAndOneUnpauseTooMany(t *testing.T) {
	var j journal
	d := deferred.Succeed(1)
	d.Unpause()
	for range 1 << 16 {
		d.Pause()
	}
	listen(&j, "d", d)
	j.check(t)
	for range 1 << 16 {
		d.Unpause()
	}
	d.Unpause()
	j.check(t, "d: 1")
}

var _ net.Error = (*deferred.TimeoutError)(nil)
