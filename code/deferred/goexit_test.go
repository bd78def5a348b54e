package deferred_test

import (
	"runtime"
	"testing"

	"slowpoetry/code/deferred"
)

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
