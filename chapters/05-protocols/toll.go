package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/book/program"
)

// toll hands over pieces, by a call and to a goroutine, and says what that costs.
func toll(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 1_000_000, "hand over `n` pieces")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return program.Usagef("-n is a number of pieces: one at least")
	}
	for _, way := range []struct {
		name string
		hand func(n int, piece []byte) (received int)
	}{
		{"a call", byCall},
		{"a goroutine that reads", toGoroutine},
	} {
		start := time.Now()
		received := way.hand(*n, make([]byte, 64))
		each := float64(time.Since(start)) / float64(*n)
		fmt.Fprintf(env.Stdout, "%-23s %d bytes in %d pieces, %6.1f ns each\n", way.name+":", received, *n, each)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

//listing:ways

// byCall pushes: whoever has a piece calls whoever wants it.
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

//listing:end

// A tally counts bytes.
type tally struct{ bytes int }

func (t *tally) DataReceived(data []byte) { t.bytes += len(data) }
