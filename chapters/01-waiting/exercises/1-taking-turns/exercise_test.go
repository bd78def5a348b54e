package exercise

import (
	"strings"
	"testing"
)

// scribe returns a job that writes the letters of word, one in each piece.
func scribe(page *strings.Builder, word string) Job {
	return func() bool {
		if word == "" {
			page.WriteByte('!') // called once too often
			return false
		}
		page.WriteByte(word[0])
		word = word[1:]
		return word != ""
	}
}

func TestJobsTakeTurns(t *testing.T) {
	tests := []struct {
		words []string
		want  string
	}{
		{[]string{"abc", "xyz"}, "axbycz"},
		{[]string{"abc", "123", "xyz"}, "a1xb2yc3z"},
		{[]string{"alone"}, "alone"},
		{[]string{"a", "bcd"}, "abcd"},
		{[]string{"abcd", "e"}, "aebcd"},
		{[]string{"ad", "be", "cfg", "h"}, "abchdefg"},
		{nil, ""},
	}
	for _, test := range tests {
		var page strings.Builder
		var jobs []Job
		for _, word := range test.words {
			jobs = append(jobs, scribe(&page, word))
		}
		Interleave(jobs...)
		if got := page.String(); got != test.want {
			t.Errorf("jobs that write %q: wrote %q, want %q", test.words, got, test.want)
		}
	}
}

func TestAJobThatIsOverIsLeftAlone(t *testing.T) {
	calls := 0
	Interleave(
		func() bool { calls++; return false },
		scribe(new(strings.Builder), "longer"),
	)
	if calls != 1 {
		t.Errorf("a job of one piece was called %d times, want once", calls)
	}
}
