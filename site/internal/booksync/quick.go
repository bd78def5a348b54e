package booksync

import "slices"

// slow are the parts that run programs of the book, or compile them.
var slow = []string{"fragments", "figures", "transcripts", "quizzes", "exercises"}

// Quick returns the names of the parts that only read: to check them in the whole book takes a moment.
func Quick() []string {
	return slices.DeleteFunc(Parts(), func(name string) bool { return slices.Contains(slow, name) })
}

// Slow returns the names of all other parts.
func Slow() []string { return slices.Clone(slow) }
