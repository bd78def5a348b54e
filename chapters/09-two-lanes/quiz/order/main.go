// Command order is a question in chapter 9.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	d := deferred.New[string]()
	//listing:main
	d.AddCallback(func(poem string) (string, error) {
		fmt.Println("one")
		return "", errors.New("no ink")
	})
	d.AddErrback(func(err error) (string, error) {
		fmt.Println("two")
		return "", fmt.Errorf("no frame: %w", err)
	})
	d.AddCallback(func(poem string) (string, error) {
		fmt.Println("three")
		return poem, nil
	})
	d.AddErrback(func(err error) (string, error) {
		fmt.Println("four")
		return "an apology", nil
	})
	d.AddCallback(func(poem string) (string, error) {
		fmt.Println("five")
		return poem, nil
	})
	d.Callback("tide")
	//listing:end
}
