// Package exercise is about lines that come in pieces.
package exercise

import (
	"bytes"

	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// ReadLines watches the socket with r and calls line for each line that comes, without its "\n", as
// soon as it is complete. A last line need not end in "\n". After the last, ReadLines closes the
// socket and calls end, with io.EOF if the other end has closed the connection, otherwise with what
// broke it. No call blocks.
func ReadLines(r *reactor.Reactor, s socket.Socket, line func(text string), end func(reason error)) error {
	return r.AddReader(&reader{socket: s, line: line, end: end})
}

// A reader is a descriptor that reads lines.
type reader struct {
	socket socket.Socket
	rest   []byte // the beginning of a line
	line   func(text string)
	end    func(reason error)
}

func (r *reader) Source() socket.Source { return r.socket }

func (r *reader) DoRead() error {
	buffer := make([]byte, 1024)
	n, err := r.socket.Read(buffer)
	r.rest = append(r.rest, buffer[:n]...)
	for {
		line, rest, found := bytes.Cut(r.rest, []byte("\n"))
		if !found {
			return err
		}
		r.rest = rest
		r.line(string(line))
	}
}

func (r *reader) ConnectionLost(reason error) {
	r.socket.Close()
	if len(r.rest) > 0 {
		r.line(string(r.rest))
	}
	r.end(reason)
}
