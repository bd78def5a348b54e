package exercise

import (
	"strings"
	"testing"

	"slowpoetry/code/book/chain"
	"slowpoetry/code/deferred"
)

// fired returns where the result goes in a chain that is really fired.
func fired(d chain.Description) (way, end string) {
	letters, end := []byte(strings.Repeat(".", len(d.Pairs))), "value"
	for _, e := range d.Run() {
		end = "value"
		if e.Err != nil {
			end = "error"
		}
		switch {
		case e.Kind != deferred.Called:
		case d.Pairs[e.Stage].Both:
			letters[e.Stage] = 'b'
		case e.Err != nil:
			letters[e.Stage] = 'e'
		default:
			letters[e.Stage] = 'c'
		}
	}
	return string(letters), end
}

// check compares what you say with what happens.
func check(t *testing.T, d chain.Description) {
	t.Helper()
	way, end := Where(d)
	if wantWay, wantEnd := fired(d); way != wantWay || end != wantEnd {
		var picture strings.Builder
		d.Figure(d.Run()).Text(&picture)
		shown := strings.ReplaceAll(picture.String(), "panic:", "panic") // this test does not panic
		t.Fatalf("you say %q %q, and it is %q %q:\n\n%s\n%s", way, end, wantWay, wantEnd, d, shown)
	}
}

// The short chains come first, and after the first that is wrong there are no more.
func TestWhere(t *testing.T) {
	check(t, chain.Random(0, 0))
	for number := range uint64(300) {
		check(t, chain.Random(number, 1))
	}
	for number := range uint64(3000) {
		check(t, chain.Random(number, 4))
	}
	for number := range uint64(100) {
		check(t, chain.Random(number, 50))
	}
}
