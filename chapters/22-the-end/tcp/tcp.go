// Package tcp recites poems by the plainest of protocols: a client sends a line, the name of a poem
// and perhaps the name of a change, and hears the poem at the server's pace, until the server hangs up.
//
//	$ nc 127.0.0.1 10001
//	tide lower
//	slack water
//	...
//
// An error is a line that begins with "sorry: ". A program cannot tell it from a poem that does so,
// nor a poem that was cut off from a short one. That is what this protocol costs.
//
// It has a goroutine for each connection: reciting takes a while and is one loop, and a goroutine that
// blocks in Write needs no more back-pressure than that.
package tcp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// longest is how many bytes a request may have, with its newline.
const longest = 256

// A Server recites to those who connect. Its fields must not change while it serves.
type Server struct {
	Service  *poem.Service
	Pace     poem.Pace
	Patience time.Duration // for a request to come, and for each piece to be taken
	Limit    time.Duration // for all of a recital, with the waiting for the poem
	Most     int           // connections at a time; more are closed without a word
	Log      *slog.Logger
}

// Serve takes connections from door until ctx is done, which is no error, or door fails. Those that there
// are have grace to hear the end. It closes the door, and returns when all have left.
func (s *Server) Serve(ctx context.Context, door net.Listener, grace time.Duration) error {
	defer context.AfterFunc(ctx, func() { door.Close() })()
	visit, end := context.WithCancel(context.WithoutCancel(ctx))
	var clients sync.WaitGroup
	defer func() {
		defer time.AfterFunc(grace, end).Stop()
		clients.Wait()
		end()
	}()
	room := make(chan struct{}, s.Most)
	for {
		conn, err := door.Accept()
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			door.Close()
			return err
		}
		select {
		case room <- struct{}{}:
			clients.Go(func() {
				defer func() { <-room }()
				defer conn.Close()
				s.Log.Info("tcp", "client", conn.RemoteAddr(), "end", describe(s.answer(visit, conn)))
			})
		default:
			conn.Close()
		}
	}
}

//listing:answer

// answer reads a request, and recites.
func (s *Server) answer(ctx context.Context, conn net.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, s.Limit)
	defer cancel()
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now().Add(lastWords)) })()
	conn.SetReadDeadline(time.Now().Add(s.Patience))
	in := bufio.NewReader(io.LimitReader(conn, longest))
	line, err := in.ReadString('\n')
	if err != nil {
		return err
	}
	conn.SetReadDeadline(time.Time{})
	go leave(conn, cancel)
	q, err := parse(line)
	if err == nil {
		err = s.Service.Recite(ctx, q, 0, s.Pace, func(p poem.Piece) error {
			conn.SetWriteDeadline(time.Now().Add(s.Patience))
			_, err := io.WriteString(conn, p.Text)
			return err
		})
	}
	if e, ok := errors.AsType[*poem.Error](err); ok {
		conn.SetWriteDeadline(time.Now().Add(lastWords))
		fmt.Fprintf(conn, "sorry: %s\n", e.Problem)
	}
	return err
}

//listing:end

// leave reads, and drops, what a client says after its request, and cancels when the client has left.
func leave(conn net.Conn, cancel context.CancelFunc) {
	io.Copy(io.Discard, conn)
	cancel()
}

// lastWords is how long we try to tell a client that there will be no poem.
const lastWords = time.Second

// parse takes a request apart.
func parse(line string) (poem.Request, error) {
	switch words := strings.Fields(line); len(words) {
	case 1:
		return poem.Request{Poem: words[0]}, nil
	case 2:
		return poem.Request{Poem: words[0], Change: words[1]}, nil
	default:
		return poem.Request{}, &poem.Error{Kind: poem.Unknown, Problem: "a request is POEM or POEM CHANGE"}
	}
}

// describe says in the log how a connection ended.
func describe(err error) string {
	if err == nil {
		return "heard it all"
	}
	return err.Error()
}

// Ask sends a request on a connection and copies what is recited to w, until the server hangs up. It
// blocks. The caller closes the connection, to give up sooner too.
func Ask(conn net.Conn, q poem.Request, w io.Writer) error {
	if _, err := fmt.Fprintln(conn, strings.TrimSpace(q.Poem+" "+q.Change)); err != nil {
		return err
	}
	_, err := io.Copy(w, conn)
	return err
}
