// Package exercise is client 8.0, printing from the result of its list.
package exercise

import (
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// Print prints poems to w when nothing more will come, in their order, with an empty line between two of
// them. For one that has failed it prints a line instead, such as "poem 2: no ink", counted from 1. It
// returns a Deferred that fires then, with the number of poems that came, or with the error of w.
//
// No error is left unhandled in a poem.
func Print(w io.Writer, poems []*deferred.Deferred[string]) *deferred.Deferred[int] {
	all := deferred.List(poems, deferred.ConsumeErrors)
	return deferred.Then(all, func(results []deferred.Result[string]) (came int, err error) {
		for i, r := range results {
			text := r.Value
			if r.Err != nil {
				text = fmt.Sprintf("poem %d: %v\n", i+1, r.Err)
			} else {
				came++
			}
			if i > 0 {
				text = "\n" + text
			}
			if _, err := io.WriteString(w, text); err != nil {
				return came, err
			}
		}
		return came, nil
	})
}
