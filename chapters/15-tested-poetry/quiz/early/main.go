// Command early is a question in chapter 15.
package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

func main() {
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		panic(err)
	}
	defer r.Close()
	//listing:question
	test := func() error {
		poem := deferred.New[string]()
		r.CallLater(time.Second, func() { poem.Callback("The Kettle"); r.Stop() })
		poem.AddCallback(func(text string) (string, error) {
			fmt.Println("right poem:", text == "Slack Water")
			return text, nil
		})
		fmt.Println("asked")
		return nil
	}
	fmt.Println("test failed:", test() != nil)
	r.Run(context.Background())
	fmt.Println("over")
	//listing:end
}
