// Command order is a question in chapter 6.
package main

import (
	"context"
	"fmt"

	"slowpoetry/code/reactor"
)

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()

	//listing:question
	get := func(name string, callback func()) {
		fmt.Println(name + "?")
		r.CallLater(0, callback)
	}
	get("tide", func() {
		fmt.Println("tide!")
		get("kettle", func() {
			fmt.Println("kettle!")
			r.Stop()
		})
		fmt.Println("read")
	})
	fmt.Println("asked")
	r.Run(context.Background())
	//listing:end
}
