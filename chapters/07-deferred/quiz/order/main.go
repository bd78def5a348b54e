// Command order is a question in chapter 7.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.New[string]()
	d.AddCallback(func(s string) (string, error) {
		fmt.Println("one", s)
		return s + s, nil
	})
	fmt.Println("firing")
	d.Callback("tick")
	fmt.Println("fired")
	d.AddCallback(func(s string) (string, error) {
		fmt.Println("two", s)
		return s, nil
	})
	fmt.Println("done")
	//listing:end
}
