package exercise

import (
	"errors"
	"io"
	"testing"

	"slowpoetry/code/socket"
)

// A server is what a socket has to give: pieces, and what comes after them.
type server struct {
	t      *testing.T
	pieces []string
	then   error
	reads  int // after the last piece
}

func (s *server) Read(p []byte) (int, error) {
	if len(s.pieces) > 0 {
		n := copy(p, s.pieces[0])
		s.pieces = s.pieces[1:]
		return n, nil
	}
	if s.reads++; s.reads > 1000 {
		s.t.Fatalf("Drain has read a thousand times, and was told %q each time", s.then)
	}
	return 0, s.then
}

var errBroken = errors.New("connection reset by peer")

func TestDrain(t *testing.T) {
	for _, test := range []struct {
		name   string
		pieces []string
		then   error
		text   string
		over   bool
		err    error
	}{
		{"nothing has come yet", nil, socket.ErrWouldBlock, "", false, nil},
		{"two pieces have come", []string{"Slack ", "Water"}, socket.ErrWouldBlock, "Slack Water", false, nil},
		{"the server has hung up", nil, io.EOF, "", true, nil},
		{"the connection broke", nil, errBroken, "", true, errBroken},
		{"the connection broke after a piece", []string{"Slack"}, errBroken, "Slack", true, errBroken},
		{"the last piece and the end have come together", []string{"told.\n"}, io.EOF, "told.\n", true, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, over, err := Drain(&server{t: t, pieces: test.pieces, then: test.then})
			if string(text) != test.text || over != test.over || err != test.err {
				t.Errorf("got %q, %v, %v, want %q, %v, %v", text, over, err, test.text, test.over, test.err)
			}
		})
	}
}
