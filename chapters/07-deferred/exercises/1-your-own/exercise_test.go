package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

var errSilent = errors.New("the server said nothing")

// A log is what was called, in order.
type log []string

// pair returns two functions that note what they are called with. They return what they were given,
// with a letter more, or err if it is not nil.
func (l *log) pair(letter string, err error) (func(string) (string, error), func(error) (string, error)) {
	return func(text string) (string, error) {
			*l = append(*l, "callback "+letter+" "+text)
			return text + letter, err
		}, func(given error) (string, error) {
			*l = append(*l, "errback "+letter+" "+given.Error())
			return letter, err
		}
}

func check(t *testing.T, got log, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("called were\n%q\nwant\n%q", []string(got), want)
	}
}

func TestNothingIsCalledBeforeItFires(t *testing.T) {
	var d Deferred
	var l log
	d.Add(l.pair("a", nil))
	d.Add(l.pair("b", nil))
	check(t, l)
}

func TestATextGoesThroughTheCallbacks(t *testing.T) {
	var d Deferred
	var l log
	d.Add(l.pair("a", nil))
	d.Add(l.pair("b", nil))
	if err := d.Callback("x"); err != nil {
		t.Errorf("Callback: %v", err)
	}
	check(t, l, "callback a x", "callback b xa")
}

func TestAnErrorGoesToTheFirstErrback(t *testing.T) {
	var d Deferred
	var l log
	d.Add(l.pair("a", nil))
	d.Add(l.pair("b", nil))
	if err := d.Errback(errSilent); err != nil {
		t.Errorf("Errback: %v", err)
	}
	check(t, l, "errback a the server said nothing", "callback b a")
}

func TestWhatACallbackReturnsDecidesWhoIsNext(t *testing.T) {
	var d Deferred
	var l log
	d.Add(l.pair("a", errSilent))
	d.Add(l.pair("b", errSilent))
	d.Add(l.pair("c", nil))
	d.Callback("x")
	check(t, l, "callback a x", "errback b the server said nothing", "errback c the server said nothing")
}

func TestANilFunctionLetsPass(t *testing.T) {
	var d Deferred
	var l log
	callback, errback := l.pair("a", nil)
	d.Add(nil, errback)
	d.Add(callback, nil)
	d.Add(nil, nil)
	d.Callback("x")
	d.Add(l.pair("b", nil))
	check(t, l, "callback a x", "callback b xa")

	l = nil
	var e Deferred
	e.Add(callback, nil)
	e.Add(nil, nil)
	e.Add(nil, errback)
	e.Errback(errSilent)
	check(t, l, "errback a the server said nothing")
}

func TestTheSecondTimeDoesNothing(t *testing.T) {
	fire := []func(d *Deferred) error{
		func(d *Deferred) error { return d.Callback("x") },
		func(d *Deferred) error { return d.Errback(errSilent) },
	}
	for i, first := range fire {
		for j, second := range fire {
			var d Deferred
			var l log
			d.Add(l.pair("a", nil))
			if err := first(&d); err != nil {
				t.Errorf("the first: %v", err)
			}
			if err := second(&d); err != ErrFired {
				t.Errorf("the second is told %v, want %v", err, ErrFired)
			}
			d.Add(l.pair("b", nil))
			want := [][]string{{"callback a x", "callback b xa"}, {"errback a the server said nothing", "callback b a"}}[i]
			if !slices.Equal(l, want) {
				t.Errorf("first %d, then %d: called were %q, want %q", i, j, []string(l), want)
			}
		}
	}
}

func TestALatePairIsCalledAtOnce(t *testing.T) {
	var d Deferred
	var l log
	d.Callback("x")
	for i := range 3 {
		d.Add(l.pair(fmt.Sprint(i), nil))
		if len(l) != i+1 {
			t.Fatalf("%d pairs were added, called were %q", i+1, []string(l))
		}
	}
	check(t, l, "callback 0 x", "callback 1 x0", "callback 2 x01")
}

func TestAPairThatACallbackAddsIsCalledAfterIt(t *testing.T) {
	var d Deferred
	var l log
	d.Add(func(text string) (string, error) {
		d.Add(l.pair("c", nil))
		l = append(l, "a returns")
		return text + "a", nil
	}, nil)
	d.Add(l.pair("b", nil))
	d.Callback("x")
	check(t, l, "a returns", "callback b xa", "callback c xab")
}

func TestACallbackThatFiresItsOwnDeferredIsRefused(t *testing.T) {
	var d Deferred
	var l log
	d.Add(func(text string) (string, error) { return text, d.Callback("y") }, nil)
	d.Add(l.pair("b", nil))
	d.Callback("x")
	check(t, l, "errback b already fired")
}
