package main

import (
	"bytes"
	"fmt"
	"time"

	"slowpoetry/code/socket"
)

// patience is how long a server may say nothing at all before we give up on it.
const patience = 10 * time.Second

// An echoed is what came of a turn of echo.
type echoed struct {
	rate float64       // messages a second
	cpu  time.Duration // of the server, for a message
}

// A caller is one end of a connection: it says 64 bytes, waits until it has heard them again, and
// says them again.
type caller struct {
	socket.Socket
	message [64]byte
	heard   int // of the message
}

// runEcho keeps a server busy with so many callers, and measures for as long as span, after a
// fifth of that to warm up.
func runEcho(s *server, callers int, span time.Duration) (echoed, error) {
	poller, err := socket.System.NewPoller()
	if err != nil {
		return echoed{}, err
	}
	defer poller.Close()
	for i := range callers {
		c := &caller{}
		if c.Socket, err = socket.System.Connect(s.address(0)); err != nil {
			return echoed{}, err
		}
		defer c.Close()
		copy(c.message[:], fmt.Sprintf("caller %d says%64s", i, ""))
		if err := poller.Add(c.Socket, socket.Writable, c); err != nil {
			return echoed{}, err
		}
	}
	if _, err := talk(poller, span/5); err != nil {
		return echoed{}, err
	}
	before, err := s.cpu()
	if err != nil {
		return echoed{}, err
	}
	start := now()
	messages, err := talk(poller, span)
	if err != nil {
		return echoed{}, err
	}
	took := now() - start
	after, err := s.cpu()
	if messages == 0 {
		return echoed{}, fmt.Errorf("no message came back")
	}
	return echoed{float64(messages) / took.Seconds(), (after - before) / time.Duration(messages)}, err
}

// talk lets the callers in a poller talk for as long as span, and returns how many messages were
// heard.
func talk(poller socket.Poller, span time.Duration) (messages int, err error) {
	events := make([]socket.Event, 256)
	for end := now() + span; now() < end; {
		n, err := poller.Wait(events, patience)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, fmt.Errorf("not a byte in %v", patience)
		}
		for _, event := range events[:n] {
			c := event.Owner.(*caller)
			if event.Ready&socket.Writable != 0 { // the connection stands
				if err := poller.Modify(c.Socket, socket.Readable); err != nil {
					return 0, err
				}
				err = c.say()
			} else {
				var whole bool
				if whole, err = c.hear(); whole {
					messages++
					err = c.say()
				}
			}
			if err != nil {
				return 0, err
			}
		}
	}
	return messages, nil
}

// say says the message. There is always room for 64 bytes when nothing else is on the way.
func (c *caller) say() error {
	_, err := c.Write(c.message[:])
	return err
}

// hear reads what has come back, and reports whether that was the end of the message.
func (c *caller) hear() (whole bool, err error) {
	var buffer [128]byte
	n, err := c.Read(buffer[:])
	if err == socket.ErrWouldBlock {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if rest := c.message[c.heard:]; n > len(rest) || !bytes.Equal(rest[:n], buffer[:n]) {
		return false, fmt.Errorf("said %q, heard %q", c.message, buffer[:n])
	}
	c.heard = (c.heard + n) % len(c.message)
	return c.heard == 0, nil
}
