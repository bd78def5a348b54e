package exercise

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

func TestPagesComeOneAfterAnother(t *testing.T) {
	var asked []int
	pending := map[int]*deferred.Deferred[Page]{}
	poem := Follow(func(n int) *deferred.Deferred[Page] {
		asked = append(asked, n)
		pending[n] = deferred.New[Page]()
		return pending[n]
	})
	read := ""
	poem.AddCallback(func(text string) (string, error) { read += "[" + text + "]"; return text, nil })
	for _, p := range []struct{ number, next int }{{1, 7}, {7, 3}, {3, 4}} {
		if want := p.number; asked[len(asked)-1] != want {
			t.Fatalf("it has asked for the pages %v, want %d last", asked, want)
		}
		pending[p.number].Callback(Page{fmt.Sprintf("%d.", p.number), p.next})
		if read != "" {
			t.Fatalf("after page %d, which is not the last, the poem is %s", p.number, read)
		}
	}
	pending[4].Callback(Page{"end", 0})
	if read != "[1.7.3.end]" || !slices.Equal(asked, []int{1, 7, 3, 4}) {
		t.Errorf("the poem is %s, and it has asked for %v; want [1.7.3.end], and 1, 7, 3, 4", read, asked)
	}
}

func TestAPageThatFailsEndsIt(t *testing.T) {
	for bad := 1; bad <= 3; bad++ {
		for _, later := range []bool{false, true} {
			asked := 0
			var last *deferred.Deferred[Page]
			poem := Follow(func(n int) *deferred.Deferred[Page] {
				asked++
				if last = deferred.New[Page](); !later && n < bad {
					last.Callback(Page{"page ", n + 1})
				} else if !later {
					last.Errback(errors.New("page torn out"))
				}
				return last
			})
			for n := 1; later && n <= bad; n++ {
				if n < bad {
					last.Callback(Page{"page ", n + 1})
				} else {
					last.Errback(errors.New("page torn out"))
				}
			}
			if got := poem.String(); got != `error "page torn out"` || asked != bad {
				t.Errorf("page %d is torn out: the poem has %s, and it has asked for %d pages", bad, got, asked)
			}
			poem.AddErrback(func(error) (string, error) { return "", nil })
		}
	}
}

func TestOnePageMayBeAll(t *testing.T) {
	poem := Follow(func(int) *deferred.Deferred[Page] { return deferred.Succeed(Page{"short", 0}) })
	if got := poem.String(); got != "value short" {
		t.Errorf("a poem of one page is %s", got)
	}
}

func TestTheStackDoesNotGrow(t *testing.T) {
	const pages = 100_000
	var calls [2000]uintptr
	depth := map[int]int{}
	poem := Follow(func(n int) *deferred.Deferred[Page] {
		if n == 10 || n == 100 {
			if depth[n] = runtime.Callers(0, calls[:]); depth[100] > depth[10]+50 {
				t.Fatalf("at page 10 there were %d calls on the stack, and at page 100 there are %d. Whose turn is it, when a chain that is at work gets another stage?", depth[10], depth[100])
			}
		}
		return deferred.Succeed(Page{"x", (n + 1) % (pages + 1)})
	})
	text := strings.TrimPrefix(poem.String(), "value ")
	if len(text) != pages {
		t.Errorf("of %d pages the poem has %d", pages, len(text))
	}
}
