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
	defer poller.Delete(listener)
	events := make([]socket.Event, 64)
	for clients > 0 {
		n, err := poller.Wait(events, -1)
		if err != nil {
			return err
		}
		for _, event := range events[:n] {
			c, ok := event.Owner.(*client)
			if !ok {
				if err := accept(poller, listener, poem); err != nil {
					return err
				}
				continue
			}
			if c.goOn(poller) {
				c.socket.Close() // which takes it out of the poller
				clients--
			}
		}
	}
	return nil
}

// accept takes a connection, and has the poller watch for room to write.
func accept(poller socket.Poller, listener socket.Listener, poem []byte) error {
	s, err := listener.Accept()
	switch err {
	case nil:
		return poller.Add(s, socket.Writable, &client{s, poem, false})
	case socket.ErrWouldBlock:
		return nil
	default:
		return err
	}
}

// A client is a connection, and what it has still to be sent.
type client struct {
	socket socket.Socket
	unsent []byte
	done   bool // all is sent, and the client knows
}

// goOn does what can be done, and reports whether the connection is over.
func (c *client) goOn(poller socket.Poller) bool {
	if c.done {
		var buffer [512]byte
		_, err := c.socket.Read(buffer[:]) // nobody asked
		return err != nil && err != socket.ErrWouldBlock
	}
	n, err := c.socket.Write(c.unsent)
	c.unsent = c.unsent[n:]
	switch {
	case err == socket.ErrWouldBlock:
		return false
	case err != nil:
		return true
	case len(c.unsent) > 0:
		return false
	}
	c.done = true
	return c.socket.CloseWrite() != nil || poller.Modify(c.socket, socket.Readable) != nil
}
