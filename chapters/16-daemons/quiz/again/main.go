// Command again is a question in chapter 16.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A letter is a service that prints what it does.
type letter string

func (l letter) Name() string { return string(l) }

func (l letter) Start() *deferred.Deferred[service.Done] {
	fmt.Println("+" + l)
	return service.Ended(nil)
}

func (l letter) Stop() *deferred.Deferred[service.Done] {
	fmt.Println("-" + l)
	return service.Ended(nil)
}

func main() {
	//listing:question
	root := service.NewGroup("root", letter("a"), service.NewGroup("inner", letter("b")))
	root.Start()
	root.Stop()
	root.Stop().AddCallback(func(done service.Done) (service.Done, error) {
		fmt.Println("stopped")
		return done, nil
	})
	//listing:end
}
