// Command last is a question in chapter 10.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	titles := []string{"Slack Water", "The Kettle"}
	number := deferred.New[int]()
	title := deferred.Then(number, func(n int) (string, error) {
		fmt.Println("looking up", n)
		return titles[n], nil
	})
	title.AddCallback(func(text string) (string, error) {
		fmt.Println("printing", text)
		return text, nil
	})
	number.AddCallback(func(n int) (int, error) {
		fmt.Println("left with", n)
		return n, nil
	})
	fmt.Println("firing")
	number.Callback(1)
	fmt.Println("fired")
	//listing:end
}
