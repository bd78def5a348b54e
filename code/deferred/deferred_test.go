package deferred_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
	"slowpoetry/code/panics"
)

var errTest = errors.New("trouble")

// A journal is what happened, in order.
type journal []string

func (j *journal) note(format string, args ...any) { *j = append(*j, fmt.Sprintf(format, args...)) }

// check compares all that happened since the last check.
func (j *journal) check(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(*j, want) {
		t.Errorf("got  %q\nwant %q", []string(*j), want)
	}
	*j = nil
}

// listen notes how d ends.
func listen[T any](j *journal, name string, d *deferred.Deferred[T]) {
	d.AddBoth(func(value T, err error) (T, error) {
		if err != nil {
			j.note("%s: error %v", name, err)
		} else {
			j.note("%s: %v", name, value)
		}
		var none T
		return none, nil
	})
}

func TestCallbacksAreCalledInOrderWithWhatTheOneBeforeReturned(t *testing.T) {
	var j journal
	d := deferred.New[int]()
	for i := range 30 {
		d.AddCallback(func(n int) (int, error) {
			if n != i {
				t.Errorf("callback %d was called with %d", i, n)
			}
			return n + 1, nil
		})
	}
	if d.Fired() {
		t.Error("fired before it was")
	}
	if err := d.Callback(0); err != nil {
		t.Error(err)
	}
	listen(&j, "d", d)
	j.check(t, "d: 30")
}

func TestErrorsTakeTheOtherLane(t *testing.T) {
	var j journal
	pass := func(name string) func(int) (int, error) {
		return func(n int) (int, error) { j.note("%s", name); return n, nil }
	}
	fail := func(int) (int, error) { j.note("fail"); return 7, errTest }
	mend := func(err error) (int, error) { j.note("mend %v", err); return 5, nil }
	d := deferred.New[int]()
	d.AddErrback(mend).AddCallback(fail).AddCallback(pass("passed over"))
	d.AddCallbacks(pass("passed over"), mend).AddErrback(mend).AddCallbacks(fail, mend)
	d.AddBoth(func(n int, err error) (int, error) { j.note("both %d %v", n, err); return n, err })
	d.Callback(1)
	listen(&j, "d", d)
	j.check(t, "fail", "mend trouble", "fail", "both 0 trouble", "d: error trouble")
}

func TestFiringAgainIsAnErrorThatTellsOfTheFirst(t *testing.T) {
	callback := func(d *deferred.Deferred[int]) error { return d.Callback(1) }
	errback := func(d *deferred.Deferred[int]) error { return d.Errback(errTest) }
	cancel := func(d *deferred.Deferred[int]) error { d.Cancel(); return nil }
	for _, c := range []struct {
		first, second func(*deferred.Deferred[int]) error
		by            string
	}{
		{callback, callback, "Callback"}, {callback, errback, "Callback"},
		{errback, callback, "Errback"}, {errback, errback, "Errback"}, {cancel, errback, "Cancel"},
	} {
		d := deferred.NewWithCanceller(func(*deferred.Deferred[int]) {})
		calls := 0
		d.AddBoth(func(int, error) (int, error) { calls++; return 0, nil })
		if err := c.first(d); err != nil {
			t.Errorf("%s: %v", c.by, err)
		}
		e, ok := errors.AsType[*deferred.AlreadyFiredError](c.second(d))
		if !ok || e.By != c.by || e.Error() != "already fired by "+c.by {
			t.Errorf("%s: %v", c.by, e)
		}
		if calls != 1 {
			t.Errorf("%s: %d calls", c.by, calls)
		}
	}
}

func TestDebugTellsWhereTheFirstFiringWas(t *testing.T) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	d := deferred.New[int]()
	d.Callback(1)
	err := d.Errback(errTest)
	place, ok := strings.CutPrefix(err.Error(), "already fired by Callback at deferred_test.go:")
	if !ok || place == "0" {
		t.Error(err)
	}
}

func TestErrbackWithoutAnErrorIsAnError(t *testing.T) {
	var j journal
	listen(&j, "d", deferred.Fail[int](nil))
	j.check(t, "d: error errback without an error")
}

func TestPanicBecomesAnErrorWithItsStack(t *testing.T) {
	d := deferred.Succeed(1)
	d.AddCallback(func(int) (int, error) { return bang() })
	calls := 0
	d.AddErrback(func(err error) (int, error) {
		calls++
		e, ok := err.(*panics.Error)
		if !ok || e.Value != errTest || !errors.Is(err, errTest) || e.Error() != "panic: trouble" {
			t.Errorf("%#v", err)
		}
		lines := e.Stack()
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "deferred_test.bang deferred_test.go:") ||
			!strings.Contains(lines[1], "TestPanicBecomesAnErrorWithItsStack") {
			t.Errorf("stack: %q", lines)
		}
		return 0, nil
	})
	if calls != 1 {
		t.Error("the errback was not called")
	}
}

//go:noinline
func bang() (int, error) { panic(errTest) }

func TestCallbackMayAddToItsOwnChain(t *testing.T) {
	var j journal
	d := deferred.New[int]()
	d.AddCallback(func(n int) (int, error) {
		d.AddCallback(func(n int) (int, error) { j.note("third %d", n); return n, nil })
		j.note("first %d", n)
		return n + 1, nil
	})
	d.AddCallback(func(n int) (int, error) { j.note("second %d", n); return n + 1, nil })
	d.Callback(1)
	j.check(t, "first 1", "second 2", "third 3")
}

func TestPauseHoldsTheChain(t *testing.T) {
	var j journal
	d := deferred.New[int]()
	d.Pause()
	d.Pause()
	d.Callback(1)
	listen(&j, "d", d)
	d.Unpause()
	j.check(t)
	d.Unpause()
	j.check(t, "d: 1")
}

func TestMaybeDeferredMakesOneOfAnything(t *testing.T) {
	var j journal
	inner := deferred.Succeed(2)
	listen(&j, "value", deferred.MaybeDeferred(func() (int, error) { return 1, nil }))
	listen(&j, "error", deferred.MaybeDeferred(func() (int, error) { return 1, errTest }))
	listen(&j, "panic", deferred.MaybeDeferred(bang))
	if deferred.MaybeDeferred(inner.Later) != inner {
		t.Error("not the same Deferred")
	}
	j.check(t, "value: 1", "error: error trouble", "panic: error panic: trouble")
}

func TestStringTellsHowFarItIs(t *testing.T) {
	d := deferred.New[int]()
	for _, want := range []string{"no result yet", "value 5", `error "trouble"`} {
		if got := d.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if !d.Fired() {
			d.Callback(5)
		} else if got := d.String(); got == want {
			d.AddCallback(func(int) (int, error) { return 0, errTest })
		}
	}
	d.AddErrback(func(error) (int, error) { return 0, nil })
}
