// Command typo is a question in chapter 20.
package main

import "fmt"

// A box is a mailbox whose receive takes the first message that is wanted.
type box []string

func (b *box) send(message string) { *b = append(*b, message) }

func (b *box) receive(wanted string) string {
	for i, message := range *b {
		if message == wanted {
			*b = append((*b)[:i], (*b)[i+1:]...)
			return message
		}
	}
	return "nothing"
}

func main() {
	var b box
	//listing:main
	b.send("anwser") // sic
	b.send("anwser")
	b.send("answer")
	fmt.Println(b.receive("answer"))
	fmt.Println(b.receive("answer"))
	fmt.Println(len(b), "left")
	//listing:end
}
