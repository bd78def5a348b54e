// Package exercise is about two sequences in one loop.
package exercise

import (
	"iter"
	"slices"
)

// Zip yields pairs of a value of as and one of bs, until one of the two ends. It computes no value of either
// before the loop over it asks for the next pair, none of bs when as has ended, and lets go of both at its end.
//
// This one is too eager.
func Zip[A, B any](as iter.Seq[A], bs iter.Seq[B]) iter.Seq2[A, B] {
	allA, allB := slices.Collect(as), slices.Collect(bs)
	return func(yield func(A, B) bool) {
		for i := range min(len(allA), len(allB)) {
			if !yield(allA[i], allB[i]) {
				return
			}
		}
	}
}
