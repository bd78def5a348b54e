package exercise

import (
	"fmt"
	"slices"
	"testing"
)

// long returns a story of so many events.
func long(n int) (story []string) {
	for i := range n {
		story = append(story, fmt.Sprint("event ", i))
	}
	return story
}

func TestShrink(t *testing.T) {
	for _, test := range []struct {
		what  string
		n     int
		fails func(s []string) bool
		want  []string
		calls int
	}{
		{"nothing is needed", 100, func([]string) bool { return true }, nil, 20},
		{"one event is needed", 1000, func(s []string) bool { return slices.Contains(s, "event 700") }, []string{"event 700"}, 60},
		{"two events are needed", 1000, func(s []string) bool {
			return slices.Contains(s, "event 3") && slices.Contains(s, "event 900")
		}, []string{"event 3", "event 900"}, 100},
		{"the first can go when the second has gone", 3, func(s []string) bool {
			return slices.Contains(s, "event 2") && (slices.Contains(s, "event 0") || !slices.Contains(s, "event 1"))
		}, []string{"event 2"}, 20},
	} {
		story, calls := long(test.n), 0
		got := Shrink(story, func(s []string) bool { calls++; return test.fails(s) })
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: of %d events you leave %d, want %q", test.what, test.n, len(got), test.want)
		}
		if calls > test.calls {
			t.Errorf("%s: you try %d worlds, and %d are enough", test.what, calls, test.calls)
		}
		if !slices.Equal(story, long(test.n)) {
			t.Errorf("%s: you have changed the story that you were given", test.what)
		}
	}
}
