package transcript

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "|")
}

func TestDotsStandForWhatTheyShould(t *testing.T) {
	for _, test := range []struct {
		want, got string
		match     bool
	}{
		{"a|b", "a|b", true},
		{"a|b", "a", false},
		{"a", "a|b", false},
		{"", "", true},
		{"", "a", false},
		{"a||", "a", true}, // blank lines at the end are for the eye
		{"...", "", true},
		{"...", "a|b|c", true},
		{"a|...|z", "a|z", true},
		{"a|...|z", "a|b|c|z", true},
		{"a|...|z", "a|b|c", false},
		{"...|b|...|d", "a|b|c|d", true},
		{"...|b|...|d", "a|c|b|d", true},
		{"...|d|...|b", "a|b|c|d", false},
		{"wait...", "wait...", true},
		{"wait...", "wait and see", false}, // dots beside anything else were printed
		{"took ... s", "took 3.2 s", false},
		{"#......#", "#..####..#", false},
	} {
		if got := (Block{}).matches(split(test.want), split(test.got)); got != test.match {
			t.Errorf("%q matches %q: %v", test.want, test.got, got)
		}
	}
}

func TestWhatVariesIsEqual(t *testing.T) {
	b := Block{Vary: regexp.MustCompile(`\d+(\.\d)? s`)}
	for _, test := range []struct {
		want, got string
		match     bool
	}{
		{"3.2 s", "11 s", true},
		{"3.2 s for 2", "3.4 s for 3", false},
		{"1 s ... 2 s", "2 s and 3 s", false},
		{"1 s", "s", false},
	} {
		if got := b.matches(split(test.want), split(test.got)); got != test.match {
			t.Errorf("%q matches %q: %v", test.want, test.got, got)
		}
	}
}

func TestLinesMayComeInAnyOrder(t *testing.T) {
	b := Block{AnyOrder: true}
	for _, test := range []struct {
		want, got string
		match     bool
	}{
		{"a|b|b", "b|a|b", true},
		{"a|b|b", "b|a|a", false},
		{"a|b", "b|a|c", false},
		{"a|b|c", "b|a", false},
		{"a|...", "b|a|c", true},
		{"...|x 1", "x 1|x 2", true},
		{"x ...|x 1", "x 1|x 2", false},
	} {
		if got := b.matches(split(test.want), split(test.got)); got != test.match {
			t.Errorf("%q matches %q: %v", test.want, test.got, got)
		}
	}
}

func TestNewOutputKeepsDotsThatStillStandForSomething(t *testing.T) {
	for _, test := range []struct{ want, got, merged string }{
		{"", "a|b", "a|b"},
		{"a|b", "a|c", "a|c"},
		{"a|...|z", "a|b|c|y", "a|...|y"},
		{"a|...|z", "b|m|n|z", "b|...|z"},
		{"took ... s|x", "took 3 s|x", "took 3 s|x"},
		{"a|b|c", "a|c", "a|c"},
		{"a|...", "b", "b|..."},
		{"...", "a|b", "..."},
	} {
		if got := (Block{}).merge(split(test.want), split(test.got)); !slices.Equal(got, split(test.merged)) {
			t.Errorf("%q with the output %q is %q, want %q", test.want, test.got, got, test.merged)
		}
	}
}

// Swallowing many lines must stay cheaper than leaving one out.
func TestLongOutputsMatch(t *testing.T) {
	got := slices.Repeat([]string{"x"}, 2000)
	want := append([]string{"..."}, slices.Repeat([]string{"x"}, 100)...)
	start := time.Now()
	if !(Block{}).matches(want, got) {
		t.Error("no match")
	}
	t.Log(time.Since(start))
}
