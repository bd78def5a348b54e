// Command order is a question in chapter 17.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	poem := deferred.New[string]()
	deferred.Inline(func(c *deferred.Coroutine) (string, error) {
		fmt.Println("one")
		two, _ := deferred.Succeed("two").Await(c)
		fmt.Println(two)
		text, err := poem.Await(c)
		fmt.Println("three")
		return text, err
	})
	fmt.Println("four")
	poem.Callback("tide")
	fmt.Println("five")
	//listing:end
}
