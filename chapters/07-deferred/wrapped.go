package main

import (
	"errors"
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// wrapped has an error wrapped by one errback, and looked into by the next.
func wrapped(out io.Writer) {
	d := deferred.New[string]()
	d.AddErrback(func(err error) (string, error) {
		return "", fmt.Errorf("poem 2: %w", err)
	})
	d.AddErrback(func(err error) (string, error) {
		fmt.Fprintln(out, "no poem:", err)
		fmt.Fprintln(out, "is it that the server said nothing?", errors.Is(err, errSilent))
		return "", nil
	})
	d.Errback(errSilent)
}
