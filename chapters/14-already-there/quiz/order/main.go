// Command order is a question in chapter 14.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	say := func(poem string, err error) (string, error) {
		fmt.Println("heard", poem, err == nil)
		return poem, err
	}
	d := deferred.MaybeDeferred(func() (string, error) { return "", errors.New("no ink") })
	d.Pause()
	d.AddErrback(func(error) (string, error) { return "tide", nil })
	d.AddBoth(say)
	fmt.Println("added")
	d.Unpause()
	fmt.Println("done")
	//listing:end
}
