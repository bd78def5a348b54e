// Command shared is a question in chapter 14.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.New[string]()
	for i := 1; i <= 3; i++ {
		d.AddCallback(func(poem string) (string, error) {
			fmt.Printf("%d has %q\n", i, poem)
			return "thanks", nil
		})
	}
	d.Callback("tide")
	//listing:end
}
