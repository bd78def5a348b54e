// Command leak is a question in chapter 14.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	here := map[string]bool{}
	greet := func(name string, d *deferred.Deferred[string]) {
		d.AddBoth(func(poem string, err error) (string, error) {
			delete(here, name)
			return poem, err
		})
		here[name] = true
	}
	slow := deferred.New[string]()
	greet("Ada", slow)
	greet("Ben", deferred.Succeed("tide"))
	slow.Callback("tide")
	fmt.Println(len(here), "still here:", here)
	//listing:end
}
