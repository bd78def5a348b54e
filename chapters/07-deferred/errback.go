package main

import (
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// errback fires a Deferred with an error.
func errback(out io.Writer) {
	r := reader{out}
	d := deferred.New[string]()
	d.AddCallbacks(r.gotPoem, r.noPoem)
	fmt.Fprintln(out, "it has", d)
	d.Errback(errSilent)
	fmt.Fprintln(out, "it has", d)
}
