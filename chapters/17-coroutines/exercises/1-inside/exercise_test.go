package exercise

import (
	"errors"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

// A stage is where a client plays: its servers answer when the test says so.
type stage struct {
	poems, drawls map[string]*deferred.Deferred[string]
	printed       []string
	stops         int
	print         func(poem string) error
}

func play(addresses ...string) *stage {
	s := &stage{poems: map[string]*deferred.Deferred[string]{}, drawls: map[string]*deferred.Deferred[string]{}}
	ask := func(of map[string]*deferred.Deferred[string]) func(string) *deferred.Deferred[string] {
		return func(name string) *deferred.Deferred[string] {
			of[name] = deferred.New[string]()
			return of[name]
		}
	}
	c := &Client{Fetch: ask(s.poems), Transform: ask(s.drawls), Stop: func() { s.stops++ }, Print: func(poem string) error {
		if s.print != nil {
			if err := s.print(poem); err != nil {
				return err
			}
		}
		s.printed = append(s.printed, poem)
		return nil
	}}
	c.Get(addresses)
	return s
}

func (s *stage) expect(t *testing.T, when string, stops int, printed ...string) {
	t.Helper()
	if !slices.Equal(s.printed, printed) {
		t.Errorf("%s: printed %q, want %q", when, s.printed, printed)
	}
	if s.stops != stops {
		t.Errorf("%s: Stop was called %d times, want %d", when, s.stops, stops)
	}
}

func TestPoemsArePrintedAsTheyCome(t *testing.T) {
	s := play("one", "two")
	s.poems["two"].Callback("kettle")
	s.poems["one"].Callback("tide")
	s.drawls["kettle"].Callback("keettle")
	s.expect(t, "after one of two", 0, "keettle")
	s.drawls["tide"].Callback("tiide")
	s.expect(t, "after both", 1, "keettle", "tiide")
}

func TestATransformThatFailsCostsNoPoem(t *testing.T) {
	s := play("one")
	s.poems["one"].Callback("tide")
	s.drawls["tide"].Errback(errors.New("switched off"))
	s.expect(t, "after a transform that failed", 1, "tide")
}

func TestItStopsWhateverFails(t *testing.T) {
	s := play("one", "two")
	s.poems["one"].Errback(errors.New("refused"))
	s.poems["two"].Callback("tide")
	s.drawls["tide"].Callback("tiide")
	s.expect(t, "when one of two was refused", 1, "tiide")

	for what, fail := range map[string]func(string) error{
		"a printer without paper": func(string) error { return errors.New("no paper") },
		"a printer that panics":   func(string) error { panic("on fire") },
	} {
		s := play("one")
		s.print = fail
		s.poems["one"].Callback("tide")
		s.drawls["tide"].Callback("tiide")
		s.expect(t, "with "+what, 1)
	}
}

func TestItStopsWhenThereIsNothingToFetch(t *testing.T) { play().expect(t, "without addresses", 1) }
