package exercise

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func (o told) String() string {
	return fmt.Sprintf("the callback is given %q, the errback hears %q, and what panics is %v", o.texts, o.errs, o.panicked)
}

var (
	errRefused = errors.New("connection refused")
	errFull    = errors.New("no room on the disk")
)

// A told is what came of asking.
type told struct {
	texts    []string // that the callback was given
	errs     []error  // that the errback was given
	panicked any      // what came out of it all, for the reactor to log
}

// ask asks by a guarded Get that fails if err is not nil, with a callback that does what work says.
func ask(err error, work func() error, errbackPanics bool) (o told) {
	var answer func() // for later, when Guard and what it returned have returned
	get := func(address string, callback func(text []byte), errback func(err error)) {
		answer = func() {
			if err != nil {
				errback(err)
			} else {
				callback([]byte("A poem of " + address))
			}
		}
	}
	Guard(get)("tide",
		func(text []byte) error {
			o.texts = append(o.texts, string(text))
			return work()
		},
		func(err error) {
			o.errs = append(o.errs, err)
			if errbackPanics {
				panic("the errback is at its wits' end")
			}
		})
	if len(o.texts)+len(o.errs) > 0 {
		o.panicked = "somebody was told before there was an answer"
		return o
	}
	defer func() { o.panicked = recover() }()
	answer()
	return o
}

func fine() error { return nil }

func TestWhenAllGoesWellTheErrbackHearsNothing(t *testing.T) {
	if o := ask(nil, fine, false); len(o.texts) != 1 || o.texts[0] != "A poem of tide" || len(o.errs) != 0 || o.panicked != nil {
		t.Errorf("%v", o)
	}
}

func TestAPoemThatDoesNotComeIsNotTheCallbacksBusiness(t *testing.T) {
	if o := ask(errRefused, fine, false); len(o.texts) != 0 || len(o.errs) != 1 || o.errs[0] != errRefused || o.panicked != nil {
		t.Errorf("%v, want the errback to hear %q, once", o, errRefused)
	}
}

func TestWhatTheCallbackReturnsIsHeard(t *testing.T) {
	o := ask(nil, func() error { return errFull }, false)
	if len(o.errs) != 1 || !errors.Is(o.errs[0], errFull) || o.panicked != nil {
		t.Errorf("%v, want the errback to hear %q, once", o, errFull)
	}
}

func TestAPanicOfTheCallbackIsHeard(t *testing.T) {
	o := ask(nil, func() error { panic("nine stanzas, and there are three") }, false)
	if len(o.errs) != 1 || !strings.Contains(o.errs[0].Error(), "nine stanzas, and there are three") || o.panicked != nil {
		t.Errorf("%v, want the errback to hear of it, once", o)
	}
	o = ask(nil, func() error { panic(errFull) }, false)
	if len(o.errs) != 1 || !errors.Is(o.errs[0], errFull) || o.panicked != nil {
		t.Errorf("%v, want the errback to hear of it, once, with an error that is %q", o, errFull)
	}
	o = ask(nil, func() error {
		var none []string
		_ = none[len(none)]
		return nil
	}, false)
	if len(o.errs) != 1 || !strings.Contains(o.errs[0].Error(), "index out of range") || o.panicked != nil {
		t.Errorf("%v, want the errback to hear of it, once", o)
	}
}

func TestAPanicOfTheErrbackIsNotItsOwnToHear(t *testing.T) {
	for _, work := range []func() error{
		func() error { return errFull },
		func() error { panic("the callback, first") },
	} {
		if o := ask(nil, work, true); len(o.errs) != 1 || o.panicked != "the errback is at its wits' end" {
			t.Errorf("the errback hears %q, and its panic ends as %v; want one error, and the panic to go on to whoever called", o.errs, o.panicked)
		}
	}
	if o := ask(errRefused, fine, true); len(o.errs) != 1 || o.panicked != "the errback is at its wits' end" {
		t.Errorf("%v", o)
	}
}
