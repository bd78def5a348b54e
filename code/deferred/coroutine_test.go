package deferred_test

import (
	"runtime"
	"sync"
	"testing"

	"slowpoetry/code/deferred"
	"slowpoetry/code/panics"
)

func TestCoroutineGoesOnWhenWhatItAwaitsFires(t *testing.T) {
	var j journal
	name, age := deferred.New[string](), deferred.New[int]()
	d := deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		j.note("starts")
		n, err := name.Await(c)
		j.note("%q %v", n, err)
		a, err := age.Await(c)
		j.note("%d %v", a, err)
		return a + 1, err
	})
	listen(&j, "d", d)
	j.check(t, "starts")
	name.Callback("Ada")
	j.check(t, `"Ada" <nil>`)
	listen(&j, "name", name)
	age.Errback(errTest)
	j.check(t, "name: ", "0 trouble", "d: error trouble")
}

func TestCoroutineDoesNotWaitForWhatIsThere(t *testing.T) {
	var j journal
	listen(&j, "d", deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		sum := 0
		for i := range 10 {
			n, _ := deferred.Succeed(i).Await(c)
			sum += n
		}
		return sum, nil
	}))
	j.check(t, "d: 45")
}

func TestPanicOfACoroutineIsItsError(t *testing.T) {
	gate := deferred.New[int]()
	d := deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		gate.Await(c)
		return bang()
	})
	gate.Callback(1)
	d.AddErrback(func(err error) (int, error) {
		if e, ok := err.(*panics.Error); !ok || e.Value != errTest || len(e.Stack()) == 0 {
			t.Errorf("%#v", err)
		}
		return 0, nil
	})
}

func TestCancellingACoroutineCancelsWhatItAwaits(t *testing.T) {
	var j journal
	first := deferred.NewWithCanceller(func(ints) { j.note("first is called off") })
	second := deferred.NewWithCanceller(func(d ints) { d.Callback(2) })
	d := deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		_, err := first.Await(c)
		j.note("%v, and goes on", err)
		return second.Await(c)
	})
	listen(&j, "d", d)
	d.Cancel()
	j.check(t, "first is called off", "cancelled, and goes on")
	d.Cancel()
	j.check(t, "d: 2")
}

func TestStopEndsACoroutineThatNobodyCanWake(t *testing.T) {
	var j journal
	var c *deferred.Coroutine
	forgotten := deferred.New[int]()
	d := deferred.Inline(func(own *deferred.Coroutine) (int, error) {
		c = own
		defer j.note("cleaned up")
		for range 2 {
			_, err := forgotten.Await(own)
			j.note("%v", err)
		}
		return 3, nil
	})
	listen(&j, "d", d)
	c.Stop()
	j.check(t, "coroutine stopped", "coroutine stopped", "cleaned up", "d: 3")
	c.Stop()
	forgotten.Callback(4)
	listen(&j, "forgotten", forgotten)
	j.check(t, "forgotten: 4")
}

func TestCoroutineThatStopsItselfAwaitsNothingMore(t *testing.T) {
	var j journal
	listen(&j, "d", deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		c.Stop()
		return deferred.Succeed(1).Await(c)
	}))
	j.check(t, "d: error coroutine stopped")
}

func TestAwaitOutsideOfTheCoroutinePanics(t *testing.T) {
	var c *deferred.Coroutine
	deferred.Inline(func(own *deferred.Coroutine) (int, error) { c = own; return 0, nil })
	defer func() {
		if v := recover(); v != "deferred: Await outside of its coroutine" {
			t.Errorf("recovered %v", v)
		}
	}()
	deferred.Succeed(1).Await(c)
}

func TestManyCoroutinesDeep(t *testing.T) {
	var j journal
	innermost := deferred.New[int]()
	d := innermost
	for range 10_000 {
		inner := d
		d = deferred.Inline(func(c *deferred.Coroutine) (int, error) {
			n, err := inner.Await(c)
			return n + 1, err
		})
	}
	listen(&j, "d", d)
	innermost.Callback(0)
	j.check(t, "d: 10000")
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
						if err := runStages(c, gate); err != nil {
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

// runStages awaits, under the name of a method of the package.
//
//go:noinline
func runStages(c *deferred.Coroutine, gate ints) error {
	_, err := gate.Await(c)
	return err
}
