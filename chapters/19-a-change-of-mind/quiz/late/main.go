// Command late is a question in chapter 19.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.New[string]()
	d.AddErrback(func(error) (string, error) { return "an apology", nil })
	d.Cancel()
	fmt.Println(d.Callback("tide"))
	d.AddCallback(func(poem string) (string, error) {
		fmt.Println(poem)
		return poem, nil
	})
	//listing:end
}
