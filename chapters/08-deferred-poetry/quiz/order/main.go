// Command order is a question in chapter 8.
package main

import (
	"context"
	"fmt"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	say := func(line string) func(string) (string, error) {
		return func(text string) (string, error) {
			fmt.Println(line)
			return text, nil
		}
	}

	//listing:question
	d := deferred.New[string]()
	d.AddCallback(say("one"))
	r.CallLater(0, func() {
		fmt.Println("firing")
		d.Callback("a poem")
		fmt.Println("fired")
		r.Stop()
	})
	d.AddCallback(say("two"))
	r.Run(context.Background())
	d.AddCallback(say("three"))
	fmt.Println("done")
	//listing:end
}
