package exercise

import (
	"errors"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
)

var errNoInk = errors.New("no ink")

func three() []*deferred.Deferred[string] {
	return []*deferred.Deferred[string]{deferred.New[string](), deferred.New[string](), deferred.New[string]()}
}

func TestNothingIsPrintedBeforeAllIsKnown(t *testing.T) {
	var w strings.Builder
	poems := three()
	d := Print(&w, poems)
	poems[2].Callback("Split-Flap\n")
	poems[1].Callback("The Kettle\n")
	if w.String() != "" || d.Fired() && d.String() != "waiting for another Deferred" {
		t.Errorf("with poem 1 to come, it has printed %q and is in the state %q", w.String(), d)
	}
	poems[0].Callback("Slack Water\n")
	if got, want := w.String(), "Slack Water\n\nThe Kettle\n\nSplit-Flap\n"; got != want {
		t.Errorf("printed\n%q, want\n%q", got, want)
	}
	if got := d.String(); got != "value 3" {
		t.Errorf("the Deferred is in the state %q, want value 3", got)
	}
}

func TestAPoemThatFailsHasALineInItsPlace(t *testing.T) {
	var w strings.Builder
	poems := three()
	var d *deferred.Deferred[int]
	for _, err := range unhandled.During(func() {
		d = Print(&w, poems)
		poems[1].Errback(errNoInk)
		poems[0].Callback("Slack Water\n")
		poems[2].Callback("Split-Flap\n")
		poems = nil
	}) {
		t.Errorf("reported: %v", err)
	}
	if got, want := w.String(), "Slack Water\n\npoem 2: no ink\n\nSplit-Flap\n"; got != want {
		t.Errorf("printed\n%q, want\n%q", got, want)
	}
	if got := d.String(); got != "value 2" {
		t.Errorf("the Deferred is in the state %q, want value 2", got)
	}
}

func TestWithoutPoemsItIsDoneAtOnce(t *testing.T) {
	var w strings.Builder
	if d := Print(&w, nil); d.String() != "value 0" || w.String() != "" {
		t.Errorf("it is in the state %q, and has printed %q", d, w.String())
	}
}

func TestAFullDiskIsTheError(t *testing.T) {
	poems := three()
	d := Print(programtest.Full{}, poems)
	for _, p := range poems {
		p.Callback("Slack Water\n")
	}
	if got := d.String(); got != `error "no room"` {
		t.Errorf("the Deferred is in the state %q, want the error of the writer", got)
	}
	d.AddErrback(func(error) (int, error) { return 0, nil })
}
