package poem

import (
	"context"
	"iter"
	"time"
	"unicode/utf8"
)

// A Pace is how slow a recital is.
type Pace struct {
	Bytes int           // in a piece, more or less: a piece ends where a character does
	Delay time.Duration // between two pieces
}

// A Piece is a part of a recital.
type Piece struct {
	Text string
	End  int // how many bytes of the poem have been recited with it
}

// Recite calls say with the pieces of a poem, one after another, at a pace. It leaves out the first
// from bytes, for a client that has heard them already. It blocks until the poem is over, ctx is done,
// or say returns an error, and returns an [*Error], or what say has returned.
func (s *Service) Recite(ctx context.Context, q Request, from int, pace Pace, say func(Piece) error) error {
	leave, err := s.enter()
	if err != nil {
		return err
	}
	defer leave()
	p, err := s.get(ctx, q)
	if err != nil {
		return err
	}
	next := time.Now()
	for piece := range pieces(p.Text, from, pace.Bytes) {
		if !sleepUntil(ctx, next) {
			return ended(ctx, nil)
		}
		if err := say(piece); err != nil {
			return err
		}
		next = next.Add(pace.Delay)
	}
	return nil
}

// pieces cuts a text behind every size bytes, or as soon after that as a character ends.
func pieces(text string, from, size int) iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for start := boundary(text, max(from, 0)); start < len(text); {
			end := boundary(text, start+max(size, 1))
			if !yield(Piece{text[start:end], end}) {
				return
			}
			start = end
		}
	}
}

// boundary returns where the first character begins that does so at i or after.
func boundary(text string, i int) int {
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return min(i, len(text))
}

// sleepUntil blocks until t, and reports whether ctx has lasted so long.
func sleepUntil(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
