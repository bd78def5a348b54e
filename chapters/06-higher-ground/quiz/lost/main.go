// Command lost is a question in chapter 6.
package main

import (
	"context"
	"errors"
	"fmt"

	"slowpoetry/code/reactor"
)

func fetch(r *reactor.Reactor) (err error) {
	r.CallLater(0, func() {
		err = errors.New("connection refused")
	})
	return err
}

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	//listing:main
	err = fetch(r)
	r.CallLater(0, func() { r.Stop() })
	r.Run(context.Background())
	if err != nil {
		fmt.Println("failed:", err)
	} else {
		fmt.Println("all is well")
	}
	//listing:end
}
