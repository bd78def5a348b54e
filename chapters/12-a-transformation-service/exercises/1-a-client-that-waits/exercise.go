// Package exercise is about a client of the transform server in plain Go.
package exercise

import (
	"errors"
	"fmt"
	"io"
)

// Errors of a reply.
var (
	ErrTooLong   = errors.New("the reply is too long")
	ErrMalformed = errors.New("the reply is no netstring")
)

// Transform asks the server at the other end of conn to change a poem: it writes one netstring, which
// contains name, a full stop, and the poem, and reads the one that comes back. It blocks until that is
// there.
//
// An error is ErrTooLong if the reply has more than limit bytes, ErrMalformed if it is no netstring
// (a length has at least one digit, and no zero in front unless it is 0 itself), io.EOF if the server
// hung up without a word, io.ErrUnexpectedEOF if it did so in the middle of its reply, and otherwise
// what conn says. What is too long or malformed is reported as soon as that is known, however much is
// still to come. Transform takes up memory for what has come, not for what was announced.
func Transform(conn io.ReadWriter, name, poem string, limit int) (string, error) {
	if _, err := fmt.Fprintf(conn, "%s.%s", name, poem); err != nil {
		return "", err
	}
	reply := make([]byte, limit)
	n, err := conn.Read(reply)
	return string(reply[:n]), err
}
