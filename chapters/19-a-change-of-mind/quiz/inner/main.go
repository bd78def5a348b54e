// Command inner is a question in chapter 19.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	inner := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) { d.Callback("half") })
	outer := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) { d.Callback("nothing") })
	outer.AddCallback(func(string) (string, error) { return inner.Later() })
	outer.AddCallbacks(
		func(poem string) (string, error) { fmt.Println("has", poem); return "", nil },
		func(err error) (string, error) { fmt.Println("hears", err); return "", nil })
	outer.Callback("tide")
	outer.Cancel()
	outer.Cancel()
	//listing:end
}
