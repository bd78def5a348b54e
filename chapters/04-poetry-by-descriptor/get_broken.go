package main

import (
	"context"
	"io"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
)

// getBroken fetches the poems as get does, but takes each poem in one go.
//
// It is broken on purpose: one poem keeps all others waiting.
func getBroken(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		s, err := a.reactor.Stack().Connect(p.address)
		if err != nil {
			a.ended(p, err)
			continue
		}
		d := greedy{&download{p, a, s}}
		if err := a.reactor.AddReader(d); err != nil {
			d.ConnectionLost(err)
		}
	}
	return a.run(ctx)
}

//listing:greedy

// A greedy download takes the whole poem at once.
type greedy struct{ *download }

// DoRead reads until the poem is complete.
func (d greedy) DoRead() error {
	text, err := io.ReadAll(blocking(d))
	d.anthology.got(d.poem, text)
	if err == nil {
		err = io.EOF // which ReadAll keeps to itself
	}
	return err
}

// A blocking reader is what io.ReadAll wants: it does not come back without something.
type blocking struct{ *download }

func (b blocking) Read(p []byte) (int, error) {
	b.anthology.env.Trace.Block(b.task)
	defer b.anthology.env.Trace.Run(b.task)
	for {
		n, err := b.socket.Read(p)
		if err != socket.ErrWouldBlock {
			return n, err
		}
		time.Sleep(10 * time.Millisecond) // and try again
	}
}

//listing:end
