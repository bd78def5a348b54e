// Command halves cuts a letter in two.
package main

import "fmt"

func main() {
	e := "é"
	first, second := e[:1], e[1:]
	fmt.Println(first+second == e)
	fmt.Println(string([]rune(first))+string([]rune(second)) == e)
}
