// Command answer is a question in chapter 19.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) {
		fmt.Println("one")
		d.Errback(errors.New("two"))
		fmt.Println("three")
	})
	d.AddErrback(func(err error) (string, error) {
		fmt.Println(err)
		return "four", nil
	})
	d.Cancel()
	fmt.Println("five")
	//listing:end
}
