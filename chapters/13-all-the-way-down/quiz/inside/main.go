// Command inside is a question in chapter 13.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	outer, inner := deferred.New[string](), deferred.New[string]()
	inner.AddErrback(func(err error) (string, error) {
		fmt.Println("one:", err)
		return "", errors.New("no pencil")
	})
	outer.AddCallbacks(
		func(string) (string, error) { return inner.Later() },
		func(err error) (string, error) { fmt.Println("two:", err); return "", nil },
	)
	outer.AddErrback(func(err error) (string, error) {
		fmt.Println("three:", err)
		return "", nil
	})
	outer.Callback("tide")
	fmt.Println("four")
	inner.Errback(errors.New("no ink"))
	//listing:end
}
