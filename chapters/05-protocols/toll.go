package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"slowpoetry/code/book/program"
)

// toll hands over pieces, by a call, to a goroutine and through two sockets, and says what that costs.
func toll(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 1_000_000, "hand over `n` pieces")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return program.Usagef("-n is a number of pieces: one at least")
	}
	through, err := openSockets(ctx, env)
	if err != nil {
		return err
	}
	defer through.Close()
	for _, way := range []struct {
		name   string
		pieces int
		hand   func(n int, piece []byte) (received int)
	}{
		{"a call", *n, byCall},
		{"a goroutine that reads", *n, toGoroutine},
		{"two sockets", max(1, *n/20), through.hand},
	} {
		start := time.Now()
		received := way.hand(way.pieces, make([]byte, 64))
		each := float64(time.Since(start)) / float64(way.pieces)
		fmt.Fprintf(env.Stdout, "%-23s %8d bytes in %7d pieces, %7.1f ns each\n", way.name+":", received, way.pieces, each)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// byCall pushes: the one end calls the other with each piece.
func byCall(n int, piece []byte) int {
	t := new(tally)
	push(t, n, piece)
	return t.bytes
}

// push does not know whom it calls, as a reactor does not. (If the compiler could look into both
// sides at once, there would be no call left of the call.)
//
//go:noinline
func push(to interface{ DataReceived(data []byte) }, n int, piece []byte) {
	for range n {
		to.DataReceived(piece)
	}
}

// toGoroutine lets a goroutine pull: it reads, and is woken when there is a piece.
func toGoroutine(n int, piece []byte) int {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		for range n {
			w.Write(piece) // blocks until it has been read
		}
	}()
	received, _ := io.Copy(io.Discard, struct{ io.Reader }{r})
	return int(received)
}

// sockets are the two ends of a connection.
type sockets struct{ in, out net.Conn }

// openSockets connects two sockets in this machine.
func openSockets(ctx context.Context, env *program.Env) (*sockets, error) {
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer door.Close()
	in, err := env.Net.DialContext(ctx, "tcp", door.Addr().String())
	if err != nil {
		return nil, err
	}
	out, err := door.Accept()
	if err != nil {
		in.Close()
		return nil, err
	}
	return &sockets{in, out}, nil
}

// hand writes a piece into the one socket and reads it from the other, in one goroutine: so it is the
// kernel that takes the time.
func (s *sockets) hand(n int, piece []byte) (received int) {
	for range n {
		if _, err := s.in.Write(piece); err != nil {
			break
		}
		got, err := io.ReadFull(s.out, piece)
		received += got
		if err != nil {
			break
		}
	}
	return received
}

// Close closes both sockets.
func (s *sockets) Close() {
	s.in.Close()
	s.out.Close()
}

// A tally counts bytes.
type tally struct{ bytes int }

func (t *tally) DataReceived(data []byte) { t.bytes += len(data) }
