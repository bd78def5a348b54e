// Command pair is a question in chapter 7.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.New[string]()
	d.AddCallbacks(
		func(string) (string, error) { return "", errors.New("out of paper") },
		func(err error) (string, error) {
			fmt.Println("the first errback hears:", err)
			return "", nil
		})
	d.AddErrback(func(err error) (string, error) {
		fmt.Println("the second errback hears:", err)
		return "", nil
	})
	d.Callback("Slack Water")
	//listing:end
}
