// Package exercise is about a client of the transform server in plain Go.
package exercise

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Errors of a reply.
var (
	ErrTooLong   = errors.New("the reply is too long")
	ErrMalformed = errors.New("the reply is no netstring")
)

// Transform asks the server at the other end of conn to change a poem.
func Transform(conn io.ReadWriter, name, poem string, limit int) (string, error) {
	request := name + "." + poem
	if _, err := fmt.Fprintf(conn, "%d:%s,", len(request), request); err != nil {
		return "", err
	}
	r := bufio.NewReader(conn)
	length, err := readLength(r, limit)
	if err != nil {
		return "", err
	}
	reply, err := io.ReadAll(io.LimitReader(r, int64(length)))
	if err != nil {
		return "", err
	}
	comma, err := r.ReadByte() // it fails, too, if the reply was cut short
	switch {
	case err == io.EOF:
		return "", io.ErrUnexpectedEOF
	case err != nil:
		return "", err
	case comma != ',':
		return "", ErrMalformed
	}
	return string(reply), nil
}

// readLength reads a length and the colon behind it.
func readLength(r *bufio.Reader, limit int) (int, error) {
	length := 0
	for digits := 0; ; digits++ {
		c, err := r.ReadByte()
		switch {
		case err == io.EOF && digits > 0:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case c == ':' && digits > 0:
			return length, nil
		case c < '0' || c > '9', digits > 0 && length == 0:
			return 0, ErrMalformed
		}
		digit := int(c - '0')
		if length > limit/10 || digit > limit-10*length {
			return 0, ErrTooLong
		}
		length = 10*length + digit
	}
}
