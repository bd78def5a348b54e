// Package exercise is about a list whose members have names.
package exercise

import (
	"fmt"
	"maps"
	"slices"

	"slowpoetry/code/deferred"
)

// Results are the results of a Dict, by name. The Index of each is that of its name in sorted order.
type Results[T any] = map[string]deferred.Result[T]

// A NamedError is the error of a Dict that fired with the first error that came.
type NamedError struct {
	Name string
	Err  error
}

func (e *NamedError) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }

// Unwrap returns Err.
func (e *NamedError) Unwrap() error { return e.Err }

// Dict is deferred.List for Deferreds with names. It fires when and with what a list would, with each
// result under its name; with FireOnOneCallback that is one name, or all if all have failed. With
// FireOnOneErrback its error is a *NamedError. Cancelling it cancels its members. It does not matter what
// becomes of the map afterwards. A nil Deferred is a panic that has its name in it.
func Dict[T any](deferreds map[string]*deferred.Deferred[T], options ...deferred.ListOption) *deferred.Deferred[Results[T]] {
	names := slices.Sorted(maps.Keys(deferreds))
	var members []*deferred.Deferred[T]
	for _, name := range names {
		if deferreds[name] == nil {
			panic(fmt.Sprintf("the Deferred %q is nil", name))
		}
		members = append(members, deferreds[name])
	}
	list := deferred.List(members, options...)
	list.AddErrback(func(err error) ([]deferred.Result[T], error) {
		if first, ok := err.(*deferred.FirstError); ok {
			err = &NamedError{names[first.Index], first.Err}
		}
		return nil, err
	})
	return deferred.Then(list, func(results []deferred.Result[T]) (Results[T], error) {
		byName := Results[T]{}
		for _, r := range results {
			byName[names[r.Index]] = r
		}
		return byName, nil
	})
}
