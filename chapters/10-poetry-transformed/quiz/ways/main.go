// Command ways is a question in chapter 10.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	d := deferred.New[string]()
	d.AddErrback(func(error) (string, error) { return "an empty page", nil })
	d.AddCallback(func(text string) (string, error) {
		fmt.Println("drawling", text)
		return "", errors.New("unknown letter")
	})
	d.AddErrback(func(error) (string, error) { return "the original", nil })
	d.AddCallback(func(text string) (string, error) {
		fmt.Println("printing", text)
		return text, nil
	})
	d.Errback(errors.New("no poem"))
	//listing:end
}
