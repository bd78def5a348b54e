// Command early is a question in chapter 18.
package main

import (
	"errors"
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	tide, kettle := deferred.New[string](), deferred.New[string]()
	sorry := func(error) (string, error) { return "sorry", nil }
	tide.AddErrback(sorry)
	all := deferred.Gather([]*deferred.Deferred[string]{tide, kettle})
	kettle.AddErrback(sorry)
	all.AddCallbacks(
		func(texts []string) ([]string, error) { fmt.Println(texts); return nil, nil },
		func(err error) ([]string, error) { fmt.Println(err); return nil, nil })
	tide.Errback(errors.New("no ink"))
	kettle.Errback(errors.New("no water"))
	//listing:end
}
