// Command busy is a question in chapter 3.
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
	//listing:question
	var egg *reactor.Call
	r.CallLater(0, func() {
		fmt.Println("toast")
		time.Sleep(300 * time.Millisecond) // the loop is blocked
		fmt.Println("butter")
	})
	r.CallLater(200*time.Millisecond, func() { fmt.Println("tea"); r.Stop() })
	r.CallLater(100*time.Millisecond, func() { fmt.Println("no egg:", egg.Cancel()) })
	egg = r.CallLater(150*time.Millisecond, func() { fmt.Println("egg") })
	r.Run(context.Background())
	//listing:end
}
