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
	for _, d := range []*deferred.Deferred[string]{kettle, tide} {
		d.AddCallback(func(text string) (string, error) {
			fmt.Println("one:", text)
			return text, nil
		})
	}
	tide.Callback("tide")
	kettle.Callback("kettle")
	fmt.Println("fired")
	//listing:end
}
