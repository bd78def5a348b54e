// Command order is a question in chapter 21.
package main

import (
	"fmt"
	"iter"
)

// remember returns a sequence that computes each value of seq once.
func remember(seq iter.Seq[int]) iter.Seq[int] {
	var have []int
	next, _ := iter.Pull(seq)
	return func(yield func(int) bool) {
		for i := 0; ; i++ {
			if i == len(have) {
				n, more := next()
				if !more {
					return
				}
				have = append(have, n)
			}
			if !yield(have[i]) {
				return
			}
		}
	}
}

func main() {
	//listing:main
	numbers := remember(func(yield func(int) bool) {
		for n := 1; n <= 3; n++ {
			fmt.Println(n)
			if !yield(n) {
				return
			}
		}
	})
	fmt.Println("ready")
	for n := range numbers {
		fmt.Println("first", n)
		break
	}
	for n := range numbers {
		if n == 2 {
			fmt.Println("second", n)
			break
		}
	}
	//listing:end
}
