// Command taken is a question in chapter 17.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	poem := deferred.New[string]()
	for _, name := range []string{"first", "second"} {
		deferred.Inline(func(c *deferred.Coroutine) (string, error) {
			text, _ := poem.Await(c)
			fmt.Printf("%s %q\n", name, text)
			return text, nil
		})
	}
	poem.Callback("tide")
	//listing:end
}
