package exercise

import (
	"errors"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

var errSilent = errors.New("the server said nothing")

// A hearing is what somebody was called with.
type hearing struct {
	text  string
	err   error
	times int
}

// hear has h note the result of d.
func (h *hearing) hear(d *deferred.Deferred[string]) {
	d.AddBoth(func(text string, err error) (string, error) {
		h.text, h.err = text, err
		h.times++
		return "", nil
	})
}

func shout(text string) (string, error) { return strings.ToUpper(text), nil }

func fail(string) (string, error) { return "", errSilent }

// when calls test twice: with a Deferred that fires when the test says so, and with one that has.
func when(t *testing.T, text string, err error, test func(t *testing.T, d *deferred.Deferred[string], fire func())) {
	for _, early := range []bool{false, true} {
		name := "forked before it fires"
		d := deferred.New[string]()
		fire := func() {
			if err != nil {
				d.Errback(err)
			} else {
				d.Callback(text)
			}
		}
		if early {
			name = "forked after it has fired"
			fire()
			fire = func() {}
		}
		t.Run(name, func(t *testing.T) { test(t, d, fire) })
	}
}

func TestBothHaveThePoem(t *testing.T) {
	when(t, "tide", nil, func(t *testing.T, d *deferred.Deferred[string], fire func()) {
		var a, b hearing
		other := Fork(d)
		a.hear(d)
		b.hear(other)
		fire()
		if want := (hearing{"tide", nil, 1}); a != want || b != want {
			t.Errorf("the first hears %+v, the second %+v, want both %+v", a, b, want)
		}
	})
}

func TestBothHaveTheError(t *testing.T) {
	when(t, "", errSilent, func(t *testing.T, d *deferred.Deferred[string], fire func()) {
		var a, b hearing
		other := Fork(d)
		b.hear(other)
		a.hear(d)
		fire()
		if want := (hearing{"", errSilent, 1}); a != want || b != want {
			t.Errorf("the first hears %+v, the second %+v, want both %+v", a, b, want)
		}
	})
}

func TestWhatOneDoesIsNotSeenByTheOther(t *testing.T) {
	when(t, "tide", nil, func(t *testing.T, d *deferred.Deferred[string], fire func()) {
		var a, b, c hearing
		d.AddCallback(func(text string) (string, error) { return text + "!", nil }) // before the fork: for all
		second, third := Fork(d), Fork(d)
		d.AddCallback(shout)
		second.AddCallback(fail)
		a.hear(d)
		b.hear(second)
		c.hear(third)
		fire()
		if a != (hearing{"TIDE!", nil, 1}) || b != (hearing{"", errSilent, 1}) || c != (hearing{"tide!", nil, 1}) {
			t.Errorf("the first hears %+v, the second %+v, the third %+v", a, b, c)
		}
	})
}
