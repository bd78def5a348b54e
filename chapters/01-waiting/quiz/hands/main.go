// Command hands is a question in chapter 1.
package main

import (
	"fmt"
	"time"
)

func main() {
	tea := time.After(900 * time.Millisecond)
	egg := time.After(600 * time.Millisecond)
	toast := time.After(200 * time.Millisecond)
	for range 3 {
		select { // waits until one of them is done
		case <-tea:
			fmt.Println("tea")
		case <-egg:
			fmt.Println("egg")
		case <-toast:
			fmt.Println("toast")
			time.Sleep(100 * time.Millisecond) // this takes both hands
			fmt.Println("butter")
		}
	}
	fmt.Println("served")
}
