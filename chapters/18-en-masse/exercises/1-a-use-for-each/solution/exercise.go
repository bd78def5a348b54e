// Package exercise has a use for each of the two options that fire a list early.
package exercise

import (
	"errors"
	"fmt"
	"strings"

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
	if len(mirrors) == 0 { // such a list would never fire
		return deferred.Fail[string](ErrNoMirrors)
	}
	list := deferred.List(mirrors, deferred.FireOnOneCallback, deferred.ConsumeErrors)
	return deferred.Then(list, func(results []deferred.Result[string]) (string, error) {
		if results[0].Err == nil {
			cancelAll(mirrors)
			return results[0].Value, nil
		}
		var errs []error
		for _, r := range results {
			errs = append(errs, r.Err)
		}
		return "", errors.Join(errs...)
	})
}

// Whole returns a Deferred for the text of a book, of which these are the pages: one after another, with
// nothing in between. If a page fails, the book does so at once, with an error such as "page 3: no ink",
// counted from 1, that wraps the page's, and the other pages are cancelled. A book without pages is "".
//
// Cancelling the Deferred cancels all pages. No error is left unhandled in a page.
func Whole(pages []*deferred.Deferred[string]) *deferred.Deferred[string] {
	all := deferred.Gather(pages, deferred.ConsumeErrors)
	all.AddErrback(func(err error) ([]string, error) {
		cancelAll(pages)
		if first, ok := errors.AsType[*deferred.FirstError](err); ok {
			err = fmt.Errorf("page %d: %w", first.Index+1, first.Err)
		}
		return nil, err
	})
	return deferred.Then(all, func(texts []string) (string, error) { return strings.Join(texts, ""), nil })
}

func cancelAll(deferreds []*deferred.Deferred[string]) {
	for _, d := range deferreds {
		d.Cancel() // which does nothing to those that have fired
	}
}
