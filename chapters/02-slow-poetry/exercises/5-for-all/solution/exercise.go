// Package exercise is about a server that is a loop.
package exercise

import (
	"context"
	"time"

	"slowpoetry/code/socket"
)

// Recite recites text to every client that comes to door, to all of them at the same time: size bytes
// when the client has come, size more after a delay, and so on, and then it hangs up. It returns nil,
// with all connections closed, when ctx is done.
//
// A client that does not read holds up no other. It gets the next piece a delay after it has taken the
// last byte of the one before. A client that leaves is forgotten.
//
// There is one goroutine, and it waits in one place, in Wait of a poller.
func Recite(ctx context.Context, stack socket.Stack, door socket.Listener, text []byte, size int, delay time.Duration) error {
	poller, err := stack.NewPoller()
	if err != nil {
		return err
	}
	defer poller.Close()
	defer context.AfterFunc(ctx, func() { poller.Wake() })()
	if err := poller.Add(door, socket.Readable, nil); err != nil {
		return err
	}
	clients := map[*client]bool{}
	defer func() {
		for c := range clients {
			c.socket.Close()
		}
	}()
	for events := make([]socket.Event, 16); ; {
		n, err := poller.Wait(events, patience(clients))
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
		for _, event := range events[:n] {
			if c, is := event.Owner.(*client); is {
				c.stuck = false // there is room again
				continue
			}
			s, err := door.Accept()
			if err != nil {
				continue // whoever it was has gone again
			}
			c := &client{socket: s, rest: text, due: time.Now()}
			if err := poller.Add(s, 0, c); err != nil {
				s.Close()
				continue
			}
			clients[c] = true
		}
		for c := range clients {
			if !c.stuck && !time.Now().Before(c.due) && c.send(poller, size, delay) {
				c.socket.Close()
				delete(clients, c)
			}
		}
	}
}

// A client is one that the poem is recited to.
type client struct {
	socket socket.Socket
	piece  []byte    // of the piece under way, what has not been taken
	rest   []byte    // what comes after that
	due    time.Time // when to go on, unless stuck
	stuck  bool      // until there is room
}

// send writes as much of a piece as there is room for, and reports whether that was the end.
func (c *client) send(poller socket.Poller, size int, delay time.Duration) (over bool) {
	if len(c.piece) == 0 {
		n := min(size, len(c.rest))
		c.piece, c.rest = c.rest[:n], c.rest[n:]
	}
	n, err := c.socket.Write(c.piece)
	c.piece = c.piece[n:]
	switch {
	case err == socket.ErrWouldBlock:
		c.stuck = true
		return poller.Modify(c.socket, socket.Writable) != nil
	case err != nil:
		return true
	}
	c.due = time.Now().Add(delay)
	return len(c.rest) == 0 || poller.Modify(c.socket, 0) != nil
}

// patience returns how long the loop may wait: until the first client is due, or, when none will be,
// until something happens.
func patience(clients map[*client]bool) time.Duration {
	first := time.Duration(-1)
	for c := range clients {
		if left := max(time.Until(c.due), 0); !c.stuck && (first < 0 || left < first) {
			first = left
		}
	}
	return first
}
