package booksync_test

import (
	"slices"
	"testing"

	"slowpoetry/site/internal/booksync"
)

func TestEveryPartIsQuickOrSlow(t *testing.T) {
	all := slices.Concat(booksync.Quick(), booksync.Slow())
	slices.Sort(all)
	want := slices.Sorted(slices.Values(booksync.Parts()))
	if !slices.Equal(all, want) {
		t.Errorf("quick and slow are %q, and the parts %q", all, want)
	}
}
