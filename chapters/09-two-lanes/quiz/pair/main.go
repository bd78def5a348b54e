// Command pair is a question in chapter 9.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	print := func(poem string) (string, error) {
		fmt.Println("printing", poem)
		return "", errors.New("no ink")
	}
	apologise := func(err error) (string, error) {
		fmt.Println("sorry:", err)
		return "an apology", nil
	}
	d := deferred.New[string]()
	d.AddCallbacks(print, apologise).AddCallbacks(print, apologise)
	d.Callback("tide")
	//listing:end
}
