package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// deaf writes to a connection that is not read from for a second.
func deaf(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	listener, err := r.Stack().Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	s, err := r.Stack().Connect(listener.LocalAddr().String())
	if err != nil {
		return err
	}
	defer s.Close()
	speaker := &speaker{reactor: r, socket: s, unsaid: make([]byte, 16<<20)}
	if err := r.AddWriter(speaker); err != nil {
		return err
	}
	if err := r.AddReader(&door{env, r, listener, speaker}); err != nil {
		return err
	}
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// A speaker has something to say: a descriptor that writes.
type speaker struct {
	reactor *reactor.Reactor
	socket  socket.Socket
	unsaid  []byte
	said    int // bytes that the socket has taken
	goes    int // calls of DoWrite
}

// Source returns what the reactor is to watch.
func (s *speaker) Source() socket.Source { return s.socket }

// DoWrite writes as much as there is room for.
func (s *speaker) DoWrite() error {
	n, err := s.socket.Write(s.unsaid)
	s.unsaid = s.unsaid[n:]
	s.said += n
	s.goes++
	if err == nil { // all is said
		s.reactor.RemoveWriter(s) // or we would be called again at once, with nothing to say
		return s.socket.CloseWrite()
	}
	return err // ErrWouldBlock, most likely: we are called again when there is room
}

// ConnectionLost ends the speech.
func (s *speaker) ConnectionLost(reason error) { s.socket.Close() }

// A door accepts the connection, and begins to read from it a second later.
type door struct {
	env      *program.Env
	reactor  *reactor.Reactor
	listener socket.Listener
	speaker  *speaker
}

// Source returns what the reactor is to watch.
func (d *door) Source() socket.Source { return d.listener }

// DoRead takes a connection. The reactor calls it when there is one.
func (d *door) DoRead() error {
	s, err := d.listener.Accept()
	if err != nil {
		return err
	}
	d.reactor.AddTrigger(reactor.AfterShutdown, func() { s.Close() })
	d.reactor.CallLater(time.Second, func() {
		fmt.Fprintf(d.env.Stdout, "not read from: %d bytes are written, in %s\n", d.speaker.said, count(d.speaker.goes, "call"))
		d.reactor.AddReader(&ear{door: d, socket: s})
	})
	return nil
}

// ConnectionLost closes the door.
func (d *door) ConnectionLost(reason error) { d.listener.Close() }

// An ear listens to the end.
type ear struct {
	*door
	socket socket.Socket
}

// Source returns what the reactor is to watch.
func (e *ear) Source() socket.Source { return e.socket }

// DoRead takes what has come, and forgets it.
func (e *ear) DoRead() error {
	_, err := e.socket.Read(make([]byte, 64<<10))
	return err
}

// ConnectionLost says how it was, and stops the reactor.
func (e *ear) ConnectionLost(reason error) {
	if reason == io.EOF {
		fmt.Fprintf(e.env.Stdout, "read to the end: %d bytes are written, in %s\n", e.speaker.said, count(e.speaker.goes, "call"))
	}
	e.reactor.Stop()
}
