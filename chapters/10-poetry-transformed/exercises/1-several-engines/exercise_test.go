package exercise

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

var errOil = errors.New("out of oil")

// workshop has engines, and notes what they are given.
type workshop struct{ given []string }

func (w *workshop) engine(name string, apply func(string) (string, error)) Engine {
	return Engine{name, func(poem string) (string, error) {
		w.given = append(w.given, name+" "+poem)
		return apply(poem)
	}}
}

func (w *workshop) capitals() Engine {
	return w.engine("capitals", func(poem string) (string, error) { return strings.ToUpper(poem), nil })
}

func (w *workshop) exclaim() Engine {
	return w.engine("exclaim", func(poem string) (string, error) { return poem + "!", nil })
}

func (w *workshop) refuse() Engine {
	return w.engine("refuse", func(poem string) (string, error) { return "", fmt.Errorf("%q: %w", poem, ErrRefused) })
}

func (w *workshop) fail() Engine {
	return w.engine("fail", func(string) (string, error) { return "half a po", errOil })
}

func (w *workshop) burst() Engine {
	return w.engine("burst", func(string) (string, error) { panic(errOil) })
}

// end returns what d has in the end.
func end(t *testing.T, d *deferred.Deferred[string]) (poem string, err error) {
	t.Helper()
	called := false
	d.AddBoth(func(p string, e error) (string, error) {
		called, poem, err = true, p, e
		return "", nil
	})
	if !called {
		t.Fatal("the Deferred has no result")
	}
	return poem, err
}

// shown returns the text of err. It is not this test that panics, and the text must not look so.
func shown(err error) string { return strings.ReplaceAll(fmt.Sprint(err), "panic:", "a panic,") }

func TestEnginesWorkOneAfterAnother(t *testing.T) {
	var w workshop
	poem, err := end(t, Transform(deferred.Succeed("tide"), w.capitals(), w.exclaim(), w.exclaim()))
	if poem != "TIDE!!" || err != nil {
		t.Errorf("the poem is %q, %v, want TIDE!!", poem, err)
	}
	if want := []string{"capitals tide", "exclaim TIDE", "exclaim TIDE!"}; !slices.Equal(w.given, want) {
		t.Errorf("the engines were given %q, want %q", w.given, want)
	}
}

func TestWithoutEnginesAPoemStaysAsItIs(t *testing.T) {
	if poem, err := end(t, Transform(deferred.Succeed("tide"))); poem != "tide" || err != nil {
		t.Errorf("the poem is %q, %v", poem, err)
	}
}

func TestAnEngineThatRefusesIsLeftOut(t *testing.T) {
	var w workshop
	poem, err := end(t, Transform(deferred.Succeed("tide"), w.refuse(), w.capitals(), w.refuse(), w.refuse(), w.exclaim(), w.refuse()))
	if poem != "TIDE!" || err != nil {
		t.Errorf("the poem is %q, %v, want TIDE!", poem, err)
	}
}

func TestAnyOtherErrorEndsIt(t *testing.T) {
	for _, name := range []string{"fail", "burst"} {
		var w workshop
		bad := w.fail()
		if name == "burst" {
			bad = w.burst()
		}
		poem, err := end(t, Transform(deferred.Succeed("tide"), w.capitals(), bad, w.exclaim(), w.refuse()))
		if poem != "" || !errors.Is(err, errOil) || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: %q, %s; want an error that wraps %q and begins with %q", name, poem, shown(err), errOil, name+": ")
		}
		if want := []string{"capitals tide", name + " TIDE"}; !slices.Equal(w.given, want) {
			t.Errorf("%s: the engines were given %q, want %q", name, w.given, want)
		}
	}
}

func TestAnErrorFromBeforeIsNobodysRefusal(t *testing.T) {
	var w workshop
	for _, before := range []error{errors.New("no line"), fmt.Errorf("by the server: %w", ErrRefused)} {
		poem, err := end(t, Transform(deferred.Fail[string](before), w.capitals(), w.refuse()))
		if poem != "" || err != before {
			t.Errorf("a Deferred with the error %q has %q, %v in the end", before, poem, err)
		}
	}
	if len(w.given) > 0 {
		t.Errorf("the engines were given %q, and there was no poem", w.given)
	}
}

func TestThePoemMayComeLater(t *testing.T) {
	var w workshop
	a, b := deferred.New[string](), deferred.New[string]()
	refuse := w.refuse() // the same engine for two poems
	Transform(a, refuse, w.exclaim())
	Transform(b, refuse, w.exclaim())
	b.Callback("kettle")
	a.Callback("tide")
	if poem, err := end(t, a); poem != "tide!" || err != nil {
		t.Errorf("the first poem is %q, %v", poem, err)
	}
	if poem, err := end(t, b); poem != "kettle!" || err != nil {
		t.Errorf("the second poem is %q, %v", poem, err)
	}
}
