package exercise_test

import (
	"testing"

	exercise "slowpoetry/chapters/22-the-end/exercises/4-printed-once"
)

// A room has a roll of paper, a memo, and power for so many steps.
type room struct {
	paper string
	memo  int
	power int
}

type outage struct{}

// step uses some power, and panics when there is none left.
func (r *room) step() {
	if r.power--; r.power < 0 {
		panic(outage{})
	}
}

type paper struct{ *room }

func (p paper) Print(text string) {
	for _, c := range []byte(text) {
		p.step()
		p.paper += string(c)
	}
	p.step()
}
func (p paper) Read() string { return p.paper }

type memo struct{ *room }

func (m memo) Write(n int) {
	m.step()
	m.room.memo = n
	m.step()
}
func (m memo) Read() int { return m.room.memo }

// run prints until there is no power, and reports whether that was enough.
func (r *room) run(power int, pages []string) (enough bool) {
	r.power = power
	defer func() {
		if failed := recover(); failed != nil {
			if _, ok := failed.(outage); !ok {
				panic(failed)
			}
		}
	}()
	exercise.Print(paper{r}, memo{r}, pages)
	return true
}

// The power fails at each moment, then at each again.
func TestEachPageIsPrintedOnce(t *testing.T) {
	for name, pages := range map[string][]string{
		"pages that differ":            {"one.", "two!", "three"},
		"pages that are alike":         {"tide", "tide", "tide"},
		"pages that begin with others": {"a", "ab", "aba", "a"},
		"no page":                      {},
	} {
		want := ""
		for _, p := range pages {
			want += p
		}
		for first := range 40 {
			for second := range 40 {
				r := &room{}
				if !r.run(first, pages) && !r.run(second, pages) {
					r.run(1000, pages)
				}
				r.run(1000, pages) // and once more, for nothing
				if r.paper != want {
					t.Fatalf("%s: the power fails after %d steps, then after %d, and on the paper is %q, want %q", name, first, second, r.paper, want)
				}
			}
		}
	}
}

func TestTheyAreInOrder(t *testing.T) {
	r := &room{}
	if r.run(1000, []string{"one ", "two ", "three "}); r.paper != "one two three " {
		t.Errorf("on the paper is %q", r.paper)
	}
}
