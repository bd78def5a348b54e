// Package exercise is about two sequences in one loop.
package exercise

import "iter"

// Zip yields pairs of a value of as and one of bs, until one of the two ends. It computes no value of either
// before the loop over it asks for the next pair, none of bs when as has ended, and lets go of both at its end.
func Zip[A, B any](as iter.Seq[A], bs iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(bs)
		defer stop()
		for a := range as {
			b, ok := next()
			if !ok || !yield(a, b) {
				return
			}
		}
	}
}
