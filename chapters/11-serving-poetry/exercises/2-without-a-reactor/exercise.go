// Package exercise is about a server that has no reactor.
package exercise

import "slowpoetry/code/socket"

// Serve sends a poem to so many clients, to all at once, closes each connection, and returns when
// the last of them is over. It has nothing but sockets and a poller. An error is the poller's or the
// listener's; what goes wrong with a client concerns that client.
//
// Each client gets all of the poem, however slowly it reads, and holds up no other. A client that has
// said something, though nobody asked, still hears the end of its poem, and no reset: so a connection
// is over when the client has closed it, too, or when it is broken. And Serve rests in Wait, and only
// there: it does not go round while there is nothing to do.
func Serve(stack socket.Stack, listener socket.Listener, poem []byte, clients int) error {
	poller, err := stack.NewPoller()
	if err != nil {
		return err
	}
	defer poller.Close()
	if err := poller.Add(listener, socket.Readable, nil); err != nil {
		return err
	}
	events := make([]socket.Event, 64)
	for clients > 0 {
		if _, err := poller.Wait(events, -1); err != nil {
			return err
		}
		s, err := listener.Accept()
		if err == socket.ErrWouldBlock {
			continue
		}
		if err != nil {
			return err
		}
		s.Write(poem) // as much as there is room for
		s.Close()
		clients--
	}
	return nil
}
