// Rude is a program for the page that behaves as badly as its argument says.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	switch os.Args[1] {
	case "loop":
		fmt.Println("here I go")
		for {
		}
	case "flood":
		for i := 0; ; i++ {
			fmt.Println(strings.Repeat("water ", 10), i)
		}
	case "drops":
		for {
			fmt.Print(".")
			time.Sleep(time.Microsecond)
		}
	case "wait":
		fmt.Println("for ever")
		time.Sleep(1000 * time.Hour)
	case "deadlock":
		<-make(chan int)
	case "panic":
		var m map[string]int
		m["key"] = 1
	case "exit":
		fmt.Fprintln(os.Stderr, "no")
		os.Exit(3)
	case "eat":
		var all [][]byte
		for {
			all = append(all, make([]byte, 16<<20))
		}
	case "write":
		fmt.Println(shortened("a long text", "short"))
	case "recurse":
		fmt.Println(deep(1 << 30))
	}
}

// shortened returns what is left in a file when a text has taken the place of a longer one.
func shortened(long, short string) (string, error) {
	const name = "/tmp/text"
	if err := os.WriteFile(name, []byte(long), 0o644); err != nil {
		return "", err
	}
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if err := file.Truncate(0); err != nil {
		return "", err
	}
	if _, err := file.WriteString(short); err != nil {
		return "", err
	}
	text, err := os.ReadFile(name)
	return fmt.Sprintf("%q", text), err
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1
}
