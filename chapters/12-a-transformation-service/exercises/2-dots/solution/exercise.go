// Package exercise is about messages that end in a line with a dot.
package exercise

import (
	"bytes"
	"strings"

	"slowpoetry/code/protocol"
)

// Dots is a handler of lines.
type Dots struct {
	Limit   int
	Request func(name, poem string)
	TooLong func(name string)

	protocol.LineTransport
	name    string
	named   bool
	poem    []byte
	tooLong bool
}

func (d *Dots) ConnectionMade(t protocol.LineTransport) { d.LineTransport = t }
func (d *Dots) ConnectionLost(reason error)             {}

func (d *Dots) LineReceived(line []byte) {
	switch {
	case !d.named:
		d.name, d.named = string(line), true
	case string(line) == ".":
		d.end()
	default:
		line = bytes.TrimPrefix(line, []byte("."))
		if d.tooLong || len(d.poem)+len(line)+1 > d.Limit {
			d.poem, d.tooLong = nil, true
			return
		}
		d.poem = append(append(d.poem, line...), '\n')
	}
}

// end passes on what there is. The state is as new before it calls anything.
func (d *Dots) end() {
	name, poem, tooLong := d.name, string(d.poem), d.tooLong
	d.name, d.named, d.poem, d.tooLong = "", false, nil, false
	if tooLong {
		d.TooLong(name)
		return
	}
	d.Request(name, poem)
}

// Encode returns the lines that ask for a poem.
func Encode(name, poem string) string {
	var b strings.Builder
	b.WriteString(name + "\n")
	for line := range strings.Lines(poem) {
		if strings.HasPrefix(line, ".") {
			b.WriteByte('.')
		}
		b.WriteString(strings.TrimSuffix(line, "\n") + "\n")
	}
	b.WriteString(".\n")
	return b.String()
}
