package netstring

import (
	"errors"
	"fmt"
	"io"
	"net"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/code/protocol"
)

// most is how long an answer may be.
const most = 1 << 20

// Get sends a request on a connection and returns the answer's text. It blocks until the answer is
// there; set a deadline on the connection. An error is an [*poem.Error] if the server has answered with
// it. More requests may follow on the connection unless the error is another.
func Get(conn net.Conn, q poem.Request) (string, error) {
	if _, err := conn.Write(protocol.AppendNetstring(nil, request(q))); err != nil {
		return "", err
	}
	reply, err := read(conn)
	if err != nil {
		return "", err
	}
	return parseAnswer(reply)
}

// read reads one netstring, and not a byte more.
func read(r io.Reader) (string, error) {
	length := 0
	for i, c := 0, make([]byte, 1); ; i++ {
		if _, err := io.ReadFull(r, c); err != nil {
			return "", unexpected(err)
		}
		if c[0] == ':' && i > 0 {
			break
		}
		if c[0] < '0' || c[0] > '9' || length > most/10 {
			return "", errors.New("this is no netstring, or too long")
		}
		length = 10*length + int(c[0]-'0')
	}
	text := make([]byte, length+1)
	if _, err := io.ReadFull(r, text); err != nil {
		return "", unexpected(err)
	}
	if text[length] != ',' {
		return "", fmt.Errorf("a netstring of %d bytes does not end in a comma", length)
	}
	return string(text[:length]), nil
}

// unexpected says of an end that there should be more.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
