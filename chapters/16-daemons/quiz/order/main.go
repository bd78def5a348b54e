// Command order starts a tree in which the last service fails.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A letter is a service that prints what it does.
type letter struct {
	name   string
	broken error
}

func (l letter) Name() string { return l.name }

func (l letter) Start() *deferred.Deferred[service.Done] {
	fmt.Println("+" + l.name)
	return service.Ended(l.broken)
}

func (l letter) Stop() *deferred.Deferred[service.Done] {
	fmt.Println("-" + l.name)
	return service.Ended(nil)
}

func main() {
	start()
}

func start() {
	pair := service.NewGroup("pair", letter{name: "b"}, letter{name: "c"})
	root := service.NewGroup("root", letter{name: "a"}, pair, letter{"d", errors.New("no ink")})
	root.Start().AddErrback(func(err error) (service.Done, error) {
		fmt.Println(err)
		return service.Done{}, nil
	})
}
