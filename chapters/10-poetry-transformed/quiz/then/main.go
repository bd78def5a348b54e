// Command then is a question in chapter 10.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	titles := []string{"Slack Water", "The Kettle"}
	number := deferred.New[int]()
	title := deferred.Then(number, func(n int) (string, error) { return titles[n], nil })
	fmt.Println("title:", title)
	number.Callback(1)
	fmt.Println("title:", title)
	fmt.Println("number:", number)
	//listing:end
}
