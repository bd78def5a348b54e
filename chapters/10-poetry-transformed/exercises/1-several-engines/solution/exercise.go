// Package exercise is about several engines in a row.
package exercise

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

// An Engine changes poems.
type Engine struct {
	Name  string
	Apply func(poem string) (string, error)
}

// ErrRefused is an error that an engine returns, perhaps wrapped, for a poem that it cannot do
// anything with. There is nothing wrong with it, or with the poem.
var ErrRefused = errors.New("refused")

// Transform has the engines change the poem that d stands for, one after another, each what the one
// before it has left. An engine that refuses is left out: the next is given what this one was
// given. Any other error of an engine, or its panic, ends it: no other engine is asked, and d then
// has an error that begins with the name of the engine and a colon, and wraps the engine's. An
// error that d had before concerns no engine, and stays as it is.
//
// It returns d.
func Transform(d *deferred.Deferred[string], engines ...Engine) *deferred.Deferred[string] {
	for _, e := range engines {
		asked, before := false, ""
		d.AddCallback(func(poem string) (string, error) {
			asked, before = true, poem
			return e.Apply(poem)
		})
		d.AddErrback(func(err error) (string, error) {
			switch {
			case !asked:
				return "", err
			case errors.Is(err, ErrRefused):
				return before, nil
			}
			return "", fmt.Errorf("%s: %w", e.Name, err)
		})
	}
	return d
}
