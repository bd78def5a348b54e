package main

import (
	"context"
	"errors"
	"sync"
)

var errAllGone = errors.New("all who waited have left")

// A flight is a fetch that is under way for all who wait for it.
type flight struct {
	landed  chan struct{} // closed when there is a result
	text    string
	err     error
	waiting int
	end     context.CancelCauseFunc
}

// A group fetches once for all who ask at the same time.
type group struct {
	fetch  func(context.Context) (string, error)
	mu     sync.Mutex
	flight *flight // nil when nothing is being fetched
}

func (g *group) get(ctx context.Context) (string, error) {
	f := g.board(ctx)
	select {
	case <-f.landed:
		return f.text, f.err
	case <-ctx.Done():
		g.leave(f)
		return "", context.Cause(ctx)
	}
}

// board joins the flight, or begins one.
func (g *group) board(ctx context.Context) *flight {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.flight == nil {
		f := &flight{landed: make(chan struct{})}
		ctx, f.end = context.WithCancelCause(context.WithoutCancel(ctx))
		g.flight = f
		go g.fly(ctx, f)
	}
	g.flight.waiting++
	return g.flight
}

// leave ends the flight after the last.
func (g *group) leave(f *flight) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f.waiting--; f.waiting == 0 && g.flight == f {
		g.flight = nil
		f.end(errAllGone)
	}
}

// fly fetches, and has all who wait go on.
func (g *group) fly(ctx context.Context, f *flight) {
	f.text, f.err = g.fetch(ctx)
	f.end(nil)
	g.mu.Lock()
	if g.flight == f {
		g.flight = nil
	}
	g.mu.Unlock()
	close(f.landed)
}
