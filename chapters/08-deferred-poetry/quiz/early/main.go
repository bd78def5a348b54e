// Command early is a question in chapter 8.
package main

import (
	"context"
	"fmt"
	"time"

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

	//listing:question
	d := deferred.Succeed("a poem")
	d.AddBoth(func(text string, err error) (string, error) {
		fmt.Println("stopped:", r.Stop() == nil)
		return text, err
	})
	r.CallLater(time.Second, func() {
		fmt.Println("a second later")
		r.Stop()
	})
	r.Run(context.Background())
	fmt.Println("done")
	//listing:end
}
