// Package exercise is about messages that end in a line with a dot.
package exercise

import "slowpoetry/code/protocol"

// Dots is a handler of lines. A request is the name of an engine in a line of its own, then the
// lines of a poem, then a line that is a single dot. In a line of the poem that begins with a dot,
// that dot was doubled by the client: it is dropped again. When a request is complete, Dots calls
// Request with the name and the poem, in which each line ends in "\n", and is ready for the next.
//
// A poem of more than Limit bytes is dropped as soon as that is known, and Dots keeps none of it:
// at its end, TooLong is called in place of Request. The next request is served as usual.
type Dots struct {
	Limit   int
	Request func(name, poem string)
	TooLong func(name string)

	protocol.LineTransport
	lines string
}

func (d *Dots) ConnectionMade(t protocol.LineTransport) { d.LineTransport = t }
func (d *Dots) ConnectionLost(reason error)             {}

func (d *Dots) LineReceived(line []byte) {
	if string(line) == "." {
		d.Request("", d.lines)
		return
	}
	d.lines += string(line) + "\n"
}

// Encode returns the lines that ask for a poem, each with its "\n": what Dots takes apart. A poem
// whose last line does not end in "\n" has one added.
func Encode(name, poem string) string {
	return name + "\n" + poem + ".\n"
}
