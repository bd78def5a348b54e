package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

const poem = "A tick, a tick:\nsomebody not alone."

// end returns what d has in the end.
func end(t *testing.T, d *deferred.Deferred[Sheet]) (sheet Sheet, err error) {
	t.Helper()
	called := false
	d.AddBoth(func(s Sheet, e error) (Sheet, error) {
		called, sheet, err = true, s, e
		return nil, nil
	})
	if !called {
		t.Fatal("the Deferred has no result")
	}
	return sheet, err
}

func TestAPoemThatFitsIsSet(t *testing.T) {
	for _, columns := range []int{19, 80} {
		sheet, err := end(t, Print(deferred.Succeed(poem), columns))
		if want := (Sheet{"A tick, a tick:", "somebody not alone."}); !slices.Equal(sheet, want) || err != nil {
			t.Errorf("%d columns: %q, %v, want %q", columns, sheet, err, want)
		}
	}
}

func TestOneThatDoesNotIsFolded(t *testing.T) {
	sheet, err := end(t, Print(deferred.Succeed(poem), 10))
	if want := (Sheet{"A tick, a ", "tick:", "somebody n", "ot alone."}); !slices.Equal(sheet, want) || err != nil {
		t.Errorf("%q, %v, want %q", sheet, err, want)
	}
}

func TestThePoemMayComeLater(t *testing.T) {
	d := deferred.New[string]()
	sheet := Print(d, 16)
	d.Callback(poem)
	s, err := end(t, sheet)
	if want := (Sheet{"A tick, a tick:", "somebody not alo", "ne."}); !slices.Equal(s, want) || err != nil {
		t.Errorf("%q, %v, want %q", s, err, want)
	}
}

func TestNoOtherErrorIsHandled(t *testing.T) {
	for _, before := range []error{
		errors.New("no line"),
		&TooWideError{"a line of another poem", 3},
		fmt.Errorf("an earlier print: %w", &TooWideError{"a line of another poem", 3}),
	} {
		d := deferred.New[string]()
		sheet := Print(d, 10)
		d.Errback(before)
		if s, err := end(t, sheet); s != nil || err != before {
			t.Errorf("a Deferred with the error %q has %q, %v in the end", before, s, err)
		}
	}
}

func TestTwoPrintersDoNotMindEachOther(t *testing.T) {
	a, b := deferred.New[string](), deferred.New[string]()
	narrow, wide := Print(a, 10), Print(b, 80)
	b.Callback("wide")
	a.Callback("a narrow poem")
	if s, err := end(t, narrow); !slices.Equal(s, Sheet{"a narrow p", "oem"}) || err != nil {
		t.Errorf("the narrow one: %q, %v", s, err)
	}
	if s, err := end(t, wide); !slices.Equal(s, Sheet{"wide"}) || err != nil {
		t.Errorf("the wide one: %q, %v", s, err)
	}
}
