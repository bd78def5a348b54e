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

// A call is a connection to a server that is not through with its poem.
type call struct {
	socket.Socket
	deadline time.Time // when we lose patience with it
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

	calls := map[int]*call{} // by the number of the poem
	hangUp := func(i int, err error) {
		poems[i].Err = err
		calls[i].Close()
		delete(calls, i)
	}
	for i, address := range addresses {
		s, err := stack.Connect(address)
		if err == nil {
			err = poller.Add(s, socket.Readable, i)
		}
		if err != nil {
			poems[i].Err = err
			continue
		}
		calls[i] = &call{s, time.Now().Add(patience)}
	}

	events := make([]socket.Event, 16)
	buffer := make([]byte, 1024)
	for len(calls) > 0 {
		n, err := poller.Wait(events, untilFirst(calls))
		for _, event := range events[:n] {
			i := event.Owner.(int)
			n, err := calls[i].Read(buffer)
			poems[i].Text = append(poems[i].Text, buffer[:n]...)
			switch err {
			case nil:
				calls[i].deadline = time.Now().Add(patience)
			case socket.ErrWouldBlock:
			case io.EOF:
				hangUp(i, nil)
			default:
				hangUp(i, err)
			}
		}
		for i, c := range calls {
			switch {
			case err != nil:
				hangUp(i, err)
			case !time.Now().Before(c.deadline):
				hangUp(i, ErrSilent)
			}
		}
	}
	return poems
}

// untilFirst returns how long it is until the first of the deadlines.
func untilFirst(calls map[int]*call) time.Duration {
	var first time.Time
	for _, c := range calls {
		if first.IsZero() || c.deadline.Before(first) {
			first = c.deadline
		}
	}
	return max(0, time.Until(first))
}
