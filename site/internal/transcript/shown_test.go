package transcript

import (
	"slices"
	"testing"

	"slowpoetry/site/internal/chapter"
)

func TestWhatAPageShows(t *testing.T) {
	for _, test := range []struct {
		attrs         chapter.Attrs
		body          string
		terminals     int
		columns       int
		chapter, why  string
		typed, output []string
	}{
		{nil, "$ go run ./chapters/01-one -h\nhelp\n\n", 1, 29, "01-one", "", []string{"go run ./chapters/01-one -h"}, []string{"help"}},
		{nil, "tide$ go run ./chapters/01-one serve\n$ go run ./chapters/01-one a &\n$ go run ./chapters/01-one\n", 3, 43 + 1, "01-one", "",
			[]string{"go run ./chapters/01-one serve", "go run ./chapters/01-one a &", "go run ./chapters/01-one"}, nil},
		{nil, "$ go run ./chapters/01-one\n$ go run ./chapters/02-two\n", 1, 26, "01-one", "programs of two chapters are two processes",
			[]string{"go run ./chapters/01-one", "go run ./chapters/02-two"}, nil},
		{nil, "$ go run ./chapters/01-one/quiz/x\n", 1, 33, "", "the page runs the programs of a chapter, and these alone", []string{"go run ./chapters/01-one/quiz/x"}, nil},
		{nil, "$ go test ./chapters/01-one/exercises/1-x\n", 1, 41, "", "in the page each exercise has a button of its own", []string{"go test ./chapters/01-one/exercises/1-x"}, nil},
		{nil, "$ go doc net.Conn\n", 1, 17, "", "go doc is not in the page", []string{"go doc net.Conn"}, nil},
		{nil, "$ nc 127.0.0.1 10001\n", 1, 20, "", "nc is not in the page", []string{"nc 127.0.0.1 10001"}, nil},
		{chapter.Attrs{"page": "it is slow"}, "$ nc 127.0.0.1 10001\n", 1, 20, "", "it is slow", []string{"nc 127.0.0.1 10001"}, nil},
	} {
		b, err := Parse(chapter.Fence{Lang: "console", Attrs: test.attrs, Body: test.body})
		if err != nil {
			t.Fatal(err)
		}
		s := b.Shown()
		var typed, output []string
		for _, run := range s.Runs {
			typed, output = append(typed, run.Typed), append(output, run.Output...)
		}
		if s.Terminals != test.terminals || s.Columns != test.columns || s.Chapter != test.chapter || s.Why != test.why ||
			!slices.Equal(typed, test.typed) || !slices.Equal(output, test.output) {
			t.Errorf("%q is shown as %+v", test.body, s)
		}
	}
}
