// Command late is a question in chapter 9.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	d := deferred.Fail[string](errors.New("no ink"))
	d.AddCallback(func(poem string) (string, error) {
		fmt.Println("printed")
		return poem, nil
	})
	fmt.Println("nobody minds")
	d.AddErrback(func(err error) (string, error) {
		fmt.Println("sorry")
		return "an apology", nil
	})
	fmt.Println("done")
	//listing:end
}
