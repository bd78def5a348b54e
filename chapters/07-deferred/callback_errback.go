package main

import (
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// callbackErrback fires a Deferred with a poem, and then with an error.
func callbackErrback(out io.Writer) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	r := reader{out}
	d := deferred.New[string]()
	d.AddCallbacks(r.gotPoem, r.noPoem)
	fmt.Fprintln(out, "the first is told:", d.Callback(poem))
	fmt.Fprintln(out, "the second is told:", d.Errback(errSilent))
}
