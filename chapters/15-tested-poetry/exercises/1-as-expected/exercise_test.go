package exercise

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
	"slowpoetry/code/leak"
)

var errNoInk, errNoPaper = errors.New("no ink"), errors.New("no paper")

// outcome returns what the test's Deferred has come to.
func outcome(d *deferred.Deferred[bool]) (text string) {
	text = "not fired"
	d.AddBoth(func(ok bool, err error) (bool, error) {
		text = fmt.Sprintf("%v, %v", ok, err)
		return ok, nil
	})
	return text
}

func TestItWaits(t *testing.T) {
	d := deferred.New[string]()
	expected := Fails(d, errNoInk)
	if expected.Fired() {
		t.Fatal("nothing has failed yet, and your Deferred has fired: this test ends too soon")
	}
	d.Errback(errNoInk)
	if !expected.Fired() {
		t.Error("it has failed, and your Deferred has not fired")
	}
}

func TestOutcomes(t *testing.T) {
	leak.Unhandled(t)
	if got := outcome(Fails(deferred.Fail[string](fmt.Errorf("printing: %w", errNoInk)), errNoInk)); got != "true, <nil>" {
		t.Errorf("it fails with what was expected, wrapped: your Deferred has %s, want true, <nil>", got)
	}
	if got := outcome(Fails(deferred.Fail[string](errNoPaper), errNoInk)); got != "false, no paper" {
		t.Errorf("it fails with another error: your Deferred has %s, want false, no paper", got)
	}
	if got := outcome(Fails(deferred.Succeed("a poem"), errNoInk)); !strings.HasPrefix(got, "false, ") || !strings.Contains(got, "no ink") {
		t.Errorf("it succeeds: your Deferred has %s, want an error that says no ink", got)
	}
}
