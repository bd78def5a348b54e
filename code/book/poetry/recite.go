package poetry

import (
	"context"
	"io"
	"iter"
	"slices"
	"time"
)

// Pieces returns the text in pieces of size bytes, the last of which may be shorter. It cuts where
// the count says, in the middle of a character if need be. The pieces share the text's memory.
// It panics when size is less than 1.
func Pieces(text []byte, size int) iter.Seq[[]byte] {
	return slices.Chunk(text, size)
}

// Recite writes the poem to w, size bytes at a time, one piece every delay. It blocks until the
// last piece is written, ctx is done or w fails, and returns what stopped it.
//
// Each piece has its time in a schedule that is fixed at the start: a piece that was late does
// not make the next one late too.
func Recite(ctx context.Context, w io.Writer, poem Poem, size int, delay time.Duration) error {
	next := time.Now()
	for piece := range Pieces(poem.Text, size) {
		if err := sleepUntil(ctx, next); err != nil {
			return err
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
		next = next.Add(delay)
	}
	return nil
}

// sleepUntil blocks until t, or until ctx is done, and then returns why it is.
func sleepUntil(ctx context.Context, t time.Time) error {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
