// Package exercise is about waiting for the quickest.
package exercise

import (
	"errors"
	"io"

	"slowpoetry/code/socket"
)

// ErrNone says that no server had a poem.
var ErrNone = errors.New("no server has a poem")

// A runner is a poem in the race.
type runner struct {
	socket socket.Socket
	poem   []byte
}

// Fastest asks all servers at once, returns the poem that is complete first, and hangs up on the
// others. A server that cannot be reached, or breaks off with an error, is out of the race; when
// all are, Fastest returns ErrNone.
func Fastest(stack socket.Stack, addresses []string) ([]byte, error) {
	poller, err := stack.NewPoller()
	if err != nil {
		return nil, err
	}
	defer poller.Close()

	running := 0
	for _, address := range addresses {
		s, err := stack.Connect(address)
		if err != nil {
			continue
		}
		defer s.Close()
		if err := poller.Add(s, socket.Readable, &runner{socket: s}); err != nil {
			return nil, err
		}
		running++
	}

	events := make([]socket.Event, 16)
	for running > 0 {
		n, err := poller.Wait(events, -1)
		if err != nil {
			return nil, err
		}
		for _, event := range events[:n] {
			r := event.Owner.(*runner)
			switch err := r.read(); err {
			case nil, socket.ErrWouldBlock: // more to come
			case io.EOF:
				return r.poem, nil
			default:
				r.socket.Close()
				running--
			}
		}
	}
	return nil, ErrNone
}

// read takes what has come, or a good part of it, and returns why there is no more.
func (r *runner) read() error {
	buffer := make([]byte, 1024)
	n, err := r.socket.Read(buffer)
	r.poem = append(r.poem, buffer[:n]...)
	return err
}
