// Package exercise has a use for each of the two options that fire a list early.
package exercise

import (
	"errors"

	"slowpoetry/code/deferred"
)

// ErrNoMirrors is the error of Fastest if there is nothing to wait for.
var ErrNoMirrors = errors.New("no mirrors")

// Fastest returns a Deferred for the first text that comes from these mirrors of one page. When that is
// here, it cancels the others. If no text comes, the error joins those of all mirrors, in their order, by
// errors.Join. Without mirrors it is ErrNoMirrors.
//
// Cancelling the Deferred cancels all mirrors. No error is left unhandled in a mirror.
func Fastest(mirrors []*deferred.Deferred[string]) *deferred.Deferred[string] {
	return deferred.New[string]()
}

// Whole returns a Deferred for the text of a book, of which these are the pages: one after another, with
// nothing in between. If a page fails, the book does so at once, with an error such as "page 3: no ink",
// counted from 1, that wraps the page's, and the other pages are cancelled. A book without pages is "".
//
// Cancelling the Deferred cancels all pages. No error is left unhandled in a page.
func Whole(pages []*deferred.Deferred[string]) *deferred.Deferred[string] {
	return deferred.New[string]()
}
