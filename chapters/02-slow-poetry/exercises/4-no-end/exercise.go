// Package exercise is about a loop that sometimes does not end.
package exercise

import (
	"io"

	"slowpoetry/code/socket"
)

// Drain reads from a socket that does not block until it has all that has come so far. It returns
// that, and whether the poem is over, with an error if it broke off.
func Drain(s io.Reader) (text []byte, over bool, err error) {
	// Nine times out of ten this works. The tenth time it takes a whole processor and stays. Where
	// is the slip?
	buffer := make([]byte, 1024)
	for {
		n, err := s.Read(buffer)
		text = append(text, buffer[:n]...)
		switch {
		case err == socket.ErrWouldBlock:
			return text, false, nil // that is all for now
		case err != nil && err != io.EOF:
			return text, true, err
		case len(text) == 0:
			return text, true, nil // nothing came: the server has hung up
		}
	}
}
