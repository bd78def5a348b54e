// Command order is a question in chapter 18.
package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

func main() {
	//listing:main
	tide, kettle := deferred.New[string](), deferred.New[string]()
	all := deferred.Gather([]*deferred.Deferred[string]{tide, kettle})
	all.AddCallback(func(texts []string) ([]string, error) {
		fmt.Println("all:", texts)
		return texts, nil
	})
	kettle.AddCallback(func(text string) (string, error) {
		fmt.Println(text)
		return text, nil
	})
	tide.Callback("tide")
	kettle.Callback("kettle")
	//listing:end
}
