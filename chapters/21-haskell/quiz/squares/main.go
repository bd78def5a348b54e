// Command squares is a question in chapter 21.
package main

import "fmt"

func main() {
	squares := func(yield func(int) bool) {
		for n := 1; ; n++ { // without end
			fmt.Println("squaring", n)
			if !yield(n * n) {
				return
			}
		}
	}
	fmt.Println("ready")
	for square := range squares {
		if square > 3 {
			fmt.Println("found", square)
			break
		}
	}
}
