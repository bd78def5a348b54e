// Command nap asks when things happen in a world.
package main

import (
	"context"
	"fmt"
	"time"

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
	r.CallLater(time.Hour, func() {
		fmt.Println("tea at", world.Now())
		r.Stop()
	})
	r.CallLater(time.Minute, func() {
		time.Sleep(50 * time.Millisecond)
		fmt.Println("eggs at", world.Now())
	})
	r.Run(context.Background())
	//listing:end
}
