// Package exercise is about a loop that sometimes does not end.
package exercise

import (
	"io"

	"slowpoetry/code/socket"
)

// Drain reads from a socket that does not block until it has all that has come so far. It returns
// that, and whether the poem is over, with an error if it broke off.
func Drain(s io.Reader) (text []byte, over bool, err error) {
	buffer := make([]byte, 1024)
	for {
		n, err := s.Read(buffer)
		text = append(text, buffer[:n]...)
		switch err {
		case nil: // there may be more
		case socket.ErrWouldBlock:
			return text, false, nil // that is all for now
		case io.EOF:
			return text, true, nil // what came before, in this call or an earlier one, does not matter
		default:
			return text, true, err
		}
	}
}
