package main

import (
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// callback fires a Deferred with a poem.
func callback(out io.Writer) {
	r := reader{out}
	d := deferred.New[string]()
	d.AddCallbacks(r.gotPoem, r.noPoem)
	fmt.Fprintln(out, "it has", d)
	d.Callback(poem)
	fmt.Fprintln(out, "it has", d)
}
