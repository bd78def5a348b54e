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

// A Poem is what became of asking one server.
type Poem struct {
	Text []byte // all of it, if Err is nil
	Err  error  // why it is not complete
}

// FetchAll asks all servers at once, and returns their poems in the order of the addresses. It
// hangs up on a server, with ErrSilent, as soon as that one has said nothing for as long as
// patience, before its poem or in the middle of it. In all, a poem may take as long as it likes.
func FetchAll(stack socket.Stack, addresses []string, patience time.Duration) []Poem {
	poems := make([]Poem, len(addresses))
	poller, err := stack.NewPoller()
	if err != nil {
		for i := range poems {
			poems[i].Err = err
		}
		return poems
	}
	defer poller.Close()

	open := map[int]socket.Socket{} // by the number of the poem
	for i, address := range addresses {
		s, err := stack.Connect(address)
		if err == nil {
			err = poller.Add(s, socket.Readable, i)
		}
		if err != nil {
			poems[i].Err = err
			continue
		}
		defer s.Close()
		open[i] = s
	}

	events := make([]socket.Event, 16)
	buffer := make([]byte, 1024)
	for len(open) > 0 {
		// This loses patience when no server says anything, and waits forever beside one
		// that talks. Each server should have a patience of its own.
		n, err := poller.Wait(events, patience)
		if err == nil && n == 0 {
			err = ErrSilent
		}
		if err != nil {
			for i := range open {
				poems[i].Err = err
			}
			return poems
		}
		for _, event := range events[:n] {
			i := event.Owner.(int)
			n, err := open[i].Read(buffer)
			poems[i].Text = append(poems[i].Text, buffer[:n]...)
			if err == nil || err == socket.ErrWouldBlock {
				continue // more to come
			}
			if err != io.EOF {
				poems[i].Err = err
			}
			open[i].Close()
			delete(open, i)
		}
	}
	return poems
}
