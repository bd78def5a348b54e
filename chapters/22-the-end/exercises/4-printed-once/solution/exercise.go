// Package exercise prints pages once each, with a printer that may lose its power at any moment.
package exercise

import "strings"

// Paper is a roll of paper. What was printed on it stays.
type Paper interface {
	Print(text string) // prints a text; the power may fail before, after, or in the middle of it
	Read() string      // returns all that has been printed so far
}

// Memo is a slip of paper that takes a number, and keeps the last one.
type Memo interface {
	Write(n int) // the power may fail before or after it, but not in the middle
	Read() int   // 0 if nothing was written
}

// Print prints pages, none of which is empty. When the power has failed, it is called again with the same pages,
// paper and memo, as often as it takes. In the end each page has been printed once, in order. A page that
// was begun when the power failed is finished: its rest is printed right after its beginning.
//
// The pages may look alike, and one may begin with another.
func Print(paper Paper, memo Memo, pages []string) {
	// The memo and the paper cannot change in the same moment. So one of them has to be enough, and
	// it is the paper: how much is on it says how far we are.
	all := strings.Join(pages, "")
	paper.Print(all[len(paper.Read()):])
}
