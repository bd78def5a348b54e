// Command late is a question in chapter 13.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	outer, inner := deferred.New[string](), deferred.New[string]()
	outer.AddCallback(func(string) (string, error) { return inner.Later() })
	outer.AddCallback(func(poem string) (string, error) {
		fmt.Println("outer:", poem)
		return poem, nil
	})
	outer.Callback("tide")
	inner.AddCallback(func(poem string) (string, error) {
		fmt.Printf("inner: %q\n", poem)
		return poem, nil
	})
	inner.Callback("kettle")
	//listing:end
}
