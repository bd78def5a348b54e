package exercise

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

// A day is what goes wrong in the gallery, and what the functions are called with.
type day struct {
	noPoem                              bool
	translating, apologising, hanging   error
	translationPanics, noteTakingPanics bool
	calls                               []string
	handled                             bool // the Deferred has no error in the end
}

// open opens the gallery, has the poem come or not, and returns what was done.
func (d *day) open() {
	note := func(name string, with any) {
		call := fmt.Sprintf("%s(%v)", name, with)
		d.calls = append(d.calls, strings.ReplaceAll(call, "panic:", "panic")) // the test's own it is not
	}
	g := Gallery{
		Translate: func(poem string) (string, error) {
			note("Translate", poem)
			if d.translationPanics {
				panic("a letter nobody knows")
			}
			return "Tide", d.translating
		},
		Apologise: func(err error) (string, error) {
			note("Apologise", err)
			return "an apology", d.apologising
		},
		Hang: func(text string) (string, error) {
			note("Hang", text)
			return text, d.hanging
		},
		Note: func(err error) {
			note("Note", err)
			if d.noteTakingPanics {
				panic("the book is full")
			}
		},
		Close: func() { d.calls = append(d.calls, "Close") },
	}
	poem := deferred.New[string]()
	g.Expect(poem)
	if d.noPoem {
		poem.Errback(errors.New("no line"))
	} else {
		poem.Callback("Gezeiten")
	}
	poem.AddBoth(func(_ string, err error) (string, error) {
		d.handled = err == nil
		return "", nil
	})
}

// expect opens the gallery on such a day.
func expect(t *testing.T, d day, handled bool, want ...string) {
	t.Helper()
	d.open()
	if !slices.Equal(d.calls, want) {
		t.Errorf("you call %q,\nwant %q", d.calls, want)
	}
	if d.handled != handled {
		t.Errorf("%q: at the end an error is handled: %v, want %v", d.calls, d.handled, handled)
	}
}

var errNoInk = errors.New("no ink")

func TestAPoemComes(t *testing.T) {
	expect(t, day{}, true, "Translate(Gezeiten)", "Hang(Tide)", "Close")
}

func TestNoPoemComes(t *testing.T) {
	expect(t, day{noPoem: true}, true, "Apologise(no line)", "Hang(an apology)", "Close")
}

func TestTheTranslationFails(t *testing.T) {
	expect(t, day{translating: errNoInk}, true, "Translate(Gezeiten)", "Note(no ink)", "Close")
	expect(t, day{translationPanics: true}, true, "Translate(Gezeiten)", "Note(panic a letter nobody knows)", "Close")
}

func TestTheApologyFails(t *testing.T) {
	expect(t, day{noPoem: true, apologising: errNoInk}, true, "Apologise(no line)", "Note(no ink)", "Close")
}

func TestTheHangingFails(t *testing.T) {
	expect(t, day{hanging: errNoInk}, true, "Translate(Gezeiten)", "Hang(Tide)", "Note(no ink)", "Close")
	expect(t, day{noPoem: true, hanging: errNoInk}, true, "Apologise(no line)", "Hang(an apology)", "Note(no ink)", "Close")
}

func TestTheNoteFails(t *testing.T) {
	expect(t, day{hanging: errNoInk, noteTakingPanics: true}, false,
		"Translate(Gezeiten)", "Hang(Tide)", "Note(no ink)", "Close")
}
