// Command order is a question: what is received, and in what order?
package main

import "fmt"

// A box is a mailbox whose receive takes the first message that is wanted.
type box []string

func (b *box) send(message string) { *b = append(*b, message) }

func (b *box) receive(wanted ...string) string {
	for i, message := range *b {
		for _, w := range wanted {
			if message == w {
				*b = append((*b)[:i], (*b)[i+1:]...)
				return message
			}
		}
	}
	return "nothing"
}

func main() {
	var b box
	//listing:main
	b.send("down")
	b.send("poem")
	b.send("bill")
	fmt.Println(b.receive("poem"))
	fmt.Println(b.receive("bill", "down"))
	fmt.Println(b.receive("poem"))
	fmt.Println(b.receive("bill", "down"))
	//listing:end
}
