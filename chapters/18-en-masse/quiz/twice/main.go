// Command twice is a question in chapter 18.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	tide := deferred.New[string]()
	poems := []*deferred.Deferred[string]{tide}
	for range 2 {
		list := deferred.List(poems, deferred.ConsumeErrors)
		list.AddCallback(func(r []deferred.Result[string]) ([]deferred.Result[string], error) {
			fmt.Printf("%q, failed: %t\n", r[0].Value, r[0].Err != nil)
			return r, nil
		})
	}
	tide.Errback(errors.New("no ink"))
	//listing:end
}
