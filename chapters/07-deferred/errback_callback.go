package main

import (
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// errbackCallback fires a Deferred with an error, and then with a poem.
func errbackCallback(out io.Writer) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	r := reader{out}
	d := deferred.New[string]()
	d.AddCallbacks(r.gotPoem, r.noPoem)
	//listing:twice
	fmt.Fprintln(out, "the first is told:", d.Errback(errSilent))
	fmt.Fprintln(out, "the second is told:", d.Callback(poem))
	//listing:end
}
