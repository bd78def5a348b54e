package exercise

import (
	"errors"
	"slices"
	"testing"
	"time"

	"slowpoetry/code/deferred"
)

var errOut = errors.New("the server is out")

// A desk is a Poems with a clock and a server of the test's.
type desk struct {
	*Poems
	now     time.Duration
	fetches []*deferred.Deferred[string]
}

func newDesk() *desk {
	d := &desk{}
	d.Poems = &Poems{
		Pause: time.Second,
		Now:   func() time.Duration { return d.now },
		Fetch: func() *deferred.Deferred[string] {
			f := deferred.New[string]()
			d.fetches = append(d.fetches, f)
			return f
		},
	}
	return d
}

// ask has a guest ask, and returns where what it hears will be.
func (d *desk) ask() *[]string {
	heard := new([]string)
	d.Get().AddBoth(func(text string, err error) (string, error) {
		if err != nil {
			text = err.Error()
		}
		*heard = append(*heard, text)
		return "thanks", nil
	})
	return heard
}

// want checks what guests have heard so far, and how many fetches there have been.
func (d *desk) want(t *testing.T, when string, fetches int, text string, guests ...*[]string) {
	t.Helper()
	if len(d.fetches) != fetches {
		t.Errorf("%s: %d fetches, want %d", when, len(d.fetches), fetches)
	}
	want := []string{text}
	if text == "" {
		want = nil
	}
	for i, g := range guests {
		if !slices.Equal(*g, want) {
			t.Errorf("%s: guest %d has heard %q, want %q", when, i+1, *g, want)
		}
	}
}

func TestAPoemIsKept(t *testing.T) {
	d := newDesk()
	a, b := d.ask(), d.ask()
	d.want(t, "asked", 1, "", a, b)
	d.fetches[0].Callback("tide")
	d.want(t, "fetched", 1, "tide", a, b)
	d.now = time.Hour
	d.want(t, "an hour later", 1, "tide", d.ask())
}

func TestAServerThatIsOutIsLeftAloneForAWhile(t *testing.T) {
	d := newDesk()
	a, b := d.ask(), d.ask()
	d.now = 5 * time.Second // so long did it take to fail
	d.fetches[0].Errback(errOut)
	d.want(t, "failed", 1, "the server is out", a, b)
	d.want(t, "at once", 1, "the server is out", d.ask(), d.ask())
	d.now += time.Second - 1
	d.want(t, "just before the second is over", 1, "the server is out", d.ask())
	d.now++
	e := d.ask()
	d.want(t, "a second after it failed", 2, "", e)
	if len(d.fetches) == 2 {
		d.fetches[1].Callback("tide")
	}
	d.want(t, "it is back", 2, "tide", e, d.ask())
}

func TestAGuestWhoAsksAgainAtOnceIsNoFetch(t *testing.T) {
	d := newDesk()
	tries := 0
	var again func() *deferred.Deferred[string]
	again = func() *deferred.Deferred[string] {
		return d.Get().AddErrback(func(err error) (string, error) {
			if tries++; tries < 100 {
				return again().Later()
			}
			return "", nil
		})
	}
	again()
	for len(d.fetches) > 0 && len(d.fetches) < 100 && !d.fetches[len(d.fetches)-1].Fired() {
		d.fetches[len(d.fetches)-1].Errback(errOut)
	}
	if len(d.fetches) != 1 || tries != 100 {
		t.Errorf("a guest who hears that there is no poem asks again on the spot: after %d tries there have been %d fetches, want 1", tries, len(d.fetches))
	}
}

// All hear the same error, and what one of them makes of it is no business of the others.
func TestEachHasADeferredOfItsOwn(t *testing.T) {
	d := newDesk()
	d.ask()
	d.fetches[0].Errback(errOut)
	a, b := d.Get(), d.Get()
	if a == b {
		t.Fatal("two guests have one Deferred")
	}
	a.AddErrback(func(error) (string, error) { return "an apology", nil })
	heard := errors.New("no error")
	b.AddErrback(func(err error) (string, error) {
		heard = err
		return "", nil
	})
	if !errors.Is(heard, errOut) {
		t.Errorf("the second of two guests hears %q, want %q", heard, errOut)
	}
}
