// Package exercise is about waiting for the quickest.
package exercise

import (
	"errors"
	"io"

	"slowpoetry/code/socket"
)

// ErrNone says that no server had a poem.
var ErrNone = errors.New("no server has a poem")

// Fastest asks all servers at once, returns the poem that is complete first, and hangs up on the
// others. A server that cannot be reached, or breaks off with an error, is out of the race; when
// all are, Fastest returns ErrNone.
func Fastest(stack socket.Stack, addresses []string) ([]byte, error) {
	// This asks one server after another, and waits for each. Wait for all of them.
	for _, address := range addresses {
		poem, err := fetch(stack, address)
		if err == nil {
			return poem, nil
		}
	}
	return nil, ErrNone
}

// fetch reads the poem of one server.
func fetch(stack socket.Stack, address string) ([]byte, error) {
	poller, err := stack.NewPoller()
	if err != nil {
		return nil, err
	}
	defer poller.Close()
	s, err := stack.Connect(address)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := poller.Add(s, socket.Readable, nil); err != nil {
		return nil, err
	}
	var poem []byte
	buffer := make([]byte, 1024)
	for events := make([]socket.Event, 1); ; {
		if _, err := poller.Wait(events, -1); err != nil {
			return nil, err
		}
		n, err := s.Read(buffer)
		poem = append(poem, buffer[:n]...)
		switch err {
		case nil, socket.ErrWouldBlock: // more to come
		case io.EOF:
			return poem, nil
		default:
			return nil, err
		}
	}
}
