// Command caught is a question in chapter 17.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	poem := deferred.New[string]()
	page := deferred.Inline(func(c *deferred.Coroutine) (string, error) {
		text, err := poem.Await(c)
		if err != nil {
			fmt.Println("caught:", err)
			text = "an apology"
		}
		return text, nil
	})
	page.AddBoth(func(text string, err error) (string, error) {
		fmt.Println(text, err == nil)
		return text, err
	})
	fmt.Println("waiting")
	poem.Errback(errors.New("no ink"))
	//listing:end
}
