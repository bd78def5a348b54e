// Command order is a question in chapter 19.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) { fmt.Println("hanging up") })
	d.AddErrback(func(err error) (string, error) {
		fmt.Println("cancelled:", errors.Is(err, deferred.ErrCancelled))
		return "", nil
	})
	fmt.Println("enough")
	d.Cancel()
	fmt.Println("next, please")
	fmt.Println("forgiven:", d.Callback("tide") == nil)
	//listing:end
}
