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
	// This recites to one client at a time, and loses what does not fit.
	poller, err := stack.NewPoller()
	if err != nil {
		return err
	}
	defer poller.Close()
	defer context.AfterFunc(ctx, func() { poller.Wake() })()
	if err := poller.Add(door, socket.Readable, nil); err != nil {
		return err
	}
	for events := make([]socket.Event, 16); ; {
		if _, err := poller.Wait(events, -1); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil
		}
		client, err := door.Accept()
		if err != nil {
			continue
		}
		for rest := text; len(rest) > 0; {
			n := min(size, len(rest))
			client.Write(rest[:n])
			rest = rest[n:]
			time.Sleep(delay)
		}
		client.Close()
	}
}
