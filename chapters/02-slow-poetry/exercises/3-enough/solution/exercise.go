// Package exercise is about losing patience.
package exercise

import (
	"errors"
	"io"
	"time"

	"slowpoetry/code/socket"
)

// ErrSilent says that a server has said nothing for too long.
var ErrSilent = errors.New("the server has fallen silent")

// Fetch reads the poem of the server at address. It gives up with ErrSilent when the server, in
// the middle of the poem or before it, says nothing for as long as patience. In all, the poem may
// take as long as it likes.
func Fetch(stack socket.Stack, address string, patience time.Duration) ([]byte, error) {
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

	events := make([]socket.Event, 1)
	buffer := make([]byte, 1024)
	var poem []byte
	for {
		n, err := poller.Wait(events, patience)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, ErrSilent
		}
		n, err = s.Read(buffer)
		poem = append(poem, buffer[:n]...)
		switch {
		case err == io.EOF:
			return poem, nil
		case err != nil && !errors.Is(err, socket.ErrWouldBlock):
			return nil, err
		}
	}
}
