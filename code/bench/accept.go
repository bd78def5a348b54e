package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/socket"
)

// An accepted is what came of a turn of connections that are made and ended.
type accepted struct {
	rate float64       // connections a second
	cpu  time.Duration // of the server, for a connection
}

// together is how many connections are under way at a time.
const together = 64

// runAccept connects to a server that echoes and says that that was all, waits until the server
// hangs up too, and does so again, so many times.
func runAccept(s *server, connections int) (accepted, error) {
	poller, err := socket.System.NewPoller()
	if err != nil {
		return accepted{}, err
	}
	defer poller.Close()
	if err := visit(poller, s, connections/10); err != nil {
		return accepted{}, err
	}
	before, err := s.cpu()
	if err != nil {
		return accepted{}, err
	}
	start := now()
	if err := visit(poller, s, connections); err != nil {
		return accepted{}, err
	}
	took := now() - start
	after, err := s.cpu()
	return accepted{float64(connections) / took.Seconds(), (after - before) / time.Duration(connections)}, err
}

// visit makes and ends so many connections.
func visit(poller socket.Poller, s *server, connections int) error {
	events := make([]socket.Event, 2*together)
	begun, open := 0, 0
	for begun < connections || open > 0 {
		for ; begun < connections && open < together; begun, open = begun+1, open+1 {
			c, err := socket.System.Connect(s.address(begun))
			if err != nil {
				return err
			}
			if err := poller.Add(c, socket.Writable, c); err != nil {
				return err
			}
		}
		n, err := poller.Wait(events, patience)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%d connections open, and nothing happens", open)
		}
		for _, event := range events[:n] {
			c := event.Owner.(socket.Socket)
			if event.Ready&socket.Writable != 0 {
				if err := errors.Join(c.CloseWrite(), poller.Modify(c, socket.Readable)); err != nil {
					return err
				}
				continue
			}
			if _, err := c.Read(make([]byte, 1)); err != io.EOF {
				return fmt.Errorf("instead of hanging up: %w", err)
			}
			c.Close()
			open--
		}
	}
	return nil
}
