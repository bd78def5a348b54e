// Package exercise is about lines that come in pieces.
package exercise

import (
	"bufio"
	"time"

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
	line   func(text string)
	end    func(reason error)
}

func (r *reader) Source() socket.Source { return r.socket }

// DoRead is broken: it does not return before the last line has come. It should take what is
// there, deliver what is complete, keep the rest, and return.
func (r *reader) DoRead() error {
	lines := bufio.NewScanner(blocking{r.socket})
	for lines.Scan() {
		r.line(lines.Text())
	}
	_, err := r.socket.Read(make([]byte, 1)) // why there are no more
	return err
}

func (r *reader) ConnectionLost(reason error) {
	r.socket.Close()
	r.end(reason)
}

// A blocking reader does not come back without something.
type blocking struct{ socket.Socket }

func (b blocking) Read(p []byte) (int, error) {
	for {
		n, err := b.Socket.Read(p)
		if err != socket.ErrWouldBlock {
			return n, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}
