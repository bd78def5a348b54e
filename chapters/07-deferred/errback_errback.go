package main

import (
	"errors"
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// errbackErrback fires a Deferred with an error, and then with another.
func errbackErrback(out io.Writer) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	r := reader{out}
	d := deferred.New[string]()
	d.AddCallbacks(r.gotPoem, r.noPoem)
	fmt.Fprintln(out, "the first is told:", d.Errback(errSilent))
	fmt.Fprintln(out, "the second is told:", d.Errback(errors.New("the server has left")))
}
