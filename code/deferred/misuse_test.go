package deferred_test

import (
	"errors"
	"net"
	"runtime"
	"strings"
	"sync"
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

func TestAwaitWithTheHandleOfAnotherCoroutineIsReported(t *testing.T) {
	for name, within := range map[string]func(f func()){
		"function": func(f func()) { f() },
		"callback": func(f func()) {
			deferred.Succeed(1).AddCallback(func(int) (int, error) { f(); return 0, nil })
		},
		"canceller": func(f func()) { deferred.NewWithCanceller(func(ints) { f() }).Cancel() },
	} {
		t.Run("started in a "+name, func(t *testing.T) {
			var j journal
			gate := deferred.New[int]()
			listen(&j, "outer", deferred.Inline(func(outer *deferred.Coroutine) (int, error) {
				within(func() {
					inner := deferred.Inline(func(*deferred.Coroutine) (int, error) { return gate.Await(outer) })
					listen(&j, "inner", inner)
				})
				return gate.Await(outer)
			}))
			gate.Callback(1)
			j.check(t, "inner: error panic: deferred: Await with another coroutine's handle", "outer: 1")
		})
	}
}

func TestAwaitInACallbackIsReported(t *testing.T) {
	var j journal
	gate := deferred.New[int]()
	listen(&j, "coroutine", deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		wait := func(int) (int, error) { return gate.Await(c) }
		listen(&j, "d", deferred.Succeed(1).AddCallback(wait))
		j.note("%s", panicOf(deferred.NewWithCanceller(func(ints) { wait(1) }).Cancel))
		return gate.Await(c)
	}))
	gate.Callback(1)
	j.check(t, "d: error panic: deferred: Await in a callback within the coroutine's turn",
		"deferred: Await in a callback within the coroutine's turn", "coroutine: 1")
}

// Coroutines of several goroutines do not get in each other's way.
func TestCoroutinesOfSeveralGoroutines(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 2000 {
				var gates [3]ints
				for i := range gates {
					gates[i] = deferred.New[int]()
				}
				d := deferred.Inline(func(c *deferred.Coroutine) (int, error) {
					inner := deferred.Inline(func(c *deferred.Coroutine) (int, error) { return gates[0].Await(c) })
					for _, gate := range gates[1:] {
						if _, err := gate.Await(c); err != nil {
							return 0, err
						}
						runtime.Gosched()
					}
					return inner.Await(c)
				})
				for _, gate := range gates {
					gate.Callback(1)
				}
				d.AddErrback(func(err error) (int, error) { t.Error(err); return 0, nil })
			}
		})
	}
	all.Wait()
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
	if a.String() != "waiting for another Deferred, which waits for this one: a → b → a" {
		t.Error(a)
	}
	want := journal{"a Deferred waits for itself: own", "Deferreds wait for each other: a → b → a"}
	if j := journal(got); true {
		j.check(t, want...)
	}
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

func TestDebugTellsThePlacesOfAnUnhandledError(t *testing.T) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	got := unhandled(t, 2, func() {
		deferred.New[int]().Errback(errUnhandled)
		gate := deferred.New[int]()
		deferred.Inline(func(c *deferred.Coroutine) (int, error) { gate.Await(c); return 0, errUnhandled })
		gate.Callback(1)
	})
	if len(got) != 2 {
		t.Fatal(got)
	}
	for _, text := range got {
		if !strings.HasPrefix(text, "unhandled (Deferred made at misuse_test.go:") || strings.Count(text, "misuse_test.go:") != 2 {
			t.Error(text)
		}
	}
	d := deferred.New[int]()
	d.Callback(1)
	if err := d.Callback(2); strings.Count(err.Error(), "misuse_test.go:") != 2 {
		t.Error(err)
	}
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

func TestGoexitIsAnError(t *testing.T) {
	var j journal
	var d, outer, coroutine, turned ints
	on := func(f func()) {
		done := make(chan bool)
		go func() { defer close(done); f(); j.note("not reached") }()
		<-done
	}
	exit := func(int) (int, error) { runtime.Goexit(); return 0, nil }
	on(func() {
		d = deferred.New[int]()
		d.AddCallback(exit)
		outer = deferred.Succeed(0).AddCallback(func(int) (int, error) { return d.Later() })
		listen(&j, "outer", outer)
		listen(&j, "d", d)
		d.Callback(1)
	})
	gate := deferred.New[int]()
	coroutine = deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		turned = deferred.Inline(func(c *deferred.Coroutine) (int, error) { return gate.Await(c) })
		gate.AddBoth(func(n int, err error) (int, error) { return n, err })
		own := deferred.New[int]()
		gate.AddCallback(func(int) (int, error) { own.Callback(1); return 0, nil })
		own.Await(c)
		return exit(0)
	})
	listen(&j, "coroutine", coroutine)
	on(func() { gate.Callback(1) })
	if !turned.Fired() || !coroutine.Fired() {
		t.Error("not fired")
	}
	j.check(t, "outer: error "+deferred.ErrGoexit.Error(), "d: 0", "coroutine: error "+deferred.ErrGoexit.Error())
}
