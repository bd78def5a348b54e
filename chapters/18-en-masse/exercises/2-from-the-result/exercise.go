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
	done := deferred.New[int]()
	came := 0
	for i, p := range poems {
		p.AddCallback(func(text string) (string, error) {
			fmt.Fprint(w, text) // but it is not this poem's turn
			if came++; came == len(poems) {
				done.Callback(came)
			}
			return text, nil
		})
		p.AddErrback(func(err error) (string, error) {
			fmt.Fprintf(w, "poem %d: %v\n", i+1, err)
			return "", nil
		})
	}
	return done
}
