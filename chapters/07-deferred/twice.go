package main

import (
	"errors"
	"fmt"
	"io"

	"slowpoetry/code/deferred"
)

// twice fires a Deferred a second time, in each of the four ways, and prints what was called, and
// what the second firing returned.
func twice(out io.Writer) {
	deferred.Debug(true)
	defer deferred.Debug(false)
	fmt.Fprintln(out, "first     second    called               the second returned")
	for _, first := range []string{"Callback", "Errback"} {
		for _, second := range []string{"Callback", "Errback"} {
			called := ""
			d := deferred.New[string]()
			d.AddCallbacks(
				func(poem string) (string, error) { called += "callback: " + poem; return poem, nil },
				func(err error) (string, error) { called += "errback: " + err.Error(); return "", nil })
			fireWith(d, first, "kettle")
			err := fireWith(d, second, "tide")
			fmt.Fprintf(out, "%-10s%-10s%-21s%v\n", first, second, called, err)
		}
	}
}

// fireWith fires d with a text, or with an error of that text.
func fireWith(d *deferred.Deferred[string], by, text string) error {
	if by == "Errback" {
		return d.Errback(errors.New("no " + text))
	}
	return d.Callback(text)
}
