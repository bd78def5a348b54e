// Command order asks for several calls, and prints the order in which they come.
package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/reactor"
)

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		panic(err)
	}
	defer r.Close()
	breakfast(r)
	r.Run(context.Background())
}

func breakfast(r *reactor.Reactor) {
	r.CallLater(300*time.Millisecond, func() { fmt.Println("bread"); r.Stop() })
	r.CallLater(0, func() {
		r.CallLater(0, func() { fmt.Println("spoon") })
		fmt.Println("milk")
	})
	r.CallLater(0, func() { fmt.Println("tea") })
	r.CallWhenRunning(func() { fmt.Println("egg") })
}
