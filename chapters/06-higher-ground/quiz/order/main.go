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
		fmt.Println("asking for", name)
		r.CallLater(0, callback)
	}
	get("tide", func() {
		fmt.Println("tide is here")
		get("kettle", func() {
			fmt.Println("kettle is here")
			r.Stop()
		})
		fmt.Println("that was tide")
	})
	fmt.Println("all set")
	r.Run(context.Background())
	//listing:end
}
