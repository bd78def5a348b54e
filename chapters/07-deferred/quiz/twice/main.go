// Command twice is a question in chapter 7.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:question
	d := deferred.New[int]()
	d.AddCallback(func(n int) (int, error) {
		fmt.Println("got", n)
		return n + 1, nil
	})
	d.Callback(1)
	err := d.Callback(10)
	fmt.Println(d, err != nil)
	//listing:end
}
