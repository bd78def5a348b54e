package exercise

import (
	"fmt"
	"iter"
	"slices"
	"testing"
)

// A counted sequence yields 1, 2, 3 and so on, up to its last.
type counted struct {
	last     int
	computed int
	running  int
}

func (c *counted) all(yield func(int) bool) {
	c.running++
	defer func() { c.running-- }()
	for n := 1; n <= c.last; n++ {
		c.computed++
		if !yield(n) {
			return
		}
	}
}

// endless is as good as that: it ends so that a test does.
const endless = 100_000

// pairs returns the first n pairs.
func pairs(zipped iter.Seq2[int, int], n int) (got []string) {
	if n == 0 {
		return nil
	}
	for a, b := range zipped {
		if got = append(got, fmt.Sprint(a, b)); len(got) == n {
			break
		}
	}
	return got
}

func TestTwoEndlessSequencesAreComputedAsFarAsNeeded(t *testing.T) {
	as, bs := &counted{last: endless}, &counted{last: endless}
	zipped := Zip(as.all, bs.all)
	if as.computed != 0 || bs.computed != 0 {
		t.Errorf("nothing has been needed yet, and %d and %d values have been computed", as.computed, bs.computed)
	}
	if got, want := pairs(zipped, 3), []string{"1 1", "2 2", "3 3"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if as.computed != 3 || bs.computed != 3 {
		t.Errorf("for three pairs, %d and %d values have been computed, want 3 and 3", as.computed, bs.computed)
	}
	if as.running != 0 || bs.running != 0 {
		t.Error("the loop is over, and a sequence still waits to go on")
	}
}

func TestTheShorterOneEndsIt(t *testing.T) {
	for _, test := range []struct{ a, b, pairs, computedA, computedB int }{
		{2, endless, 2, 2, 2}, // as has ended: what would another of bs be for?
		{endless, 2, 2, 3, 2},
		{2, 2, 2, 2, 2},
		{0, endless, 0, 0, 0},
	} {
		as, bs := &counted{last: test.a}, &counted{last: test.b}
		got := pairs(Zip(as.all, bs.all), endless)
		if len(got) != test.pairs || as.computed != test.computedA || bs.computed != test.computedB {
			t.Errorf("of %d and %d values: %d pairs, with %d and %d computed, want %d pairs, with %d and %d", test.a, test.b, len(got), as.computed, bs.computed, test.pairs, test.computedA, test.computedB)
		}
		if as.running != 0 || bs.running != 0 {
			t.Errorf("of %d and %d values: it is over, and a sequence still waits to go on", test.a, test.b)
		}
	}
}

func TestItCanBeRangedOverAgain(t *testing.T) {
	as, bs := &counted{last: 2}, &counted{last: 3}
	zipped := Zip(as.all, bs.all)
	if first, second := pairs(zipped, 5), pairs(zipped, 5); !slices.Equal(first, second) || len(first) != 2 {
		t.Errorf("first %q, then %q", first, second)
	}
}
