// Command breakfast waits for two things at once.
package main

import (
	"fmt"
	"time"
)

func main() {
	ready := make(chan string)
	go func() {
		time.Sleep(300 * time.Millisecond)
		ready <- "toast"
	}()
	go func() {
		time.Sleep(100 * time.Millisecond)
		ready <- "tea"
	}()
	fmt.Println(<-ready)
	fmt.Println("served")
}
