package main

import (
	"context"
	"io"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// getAsync fetches the poems all at once, in one goroutine, which waits for all of them.
func getAsync(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	if err := a.fetchAll(ctx, socket.Over(env.Net)); err != nil {
		return err
	}
	return a.publish(ctx)
}

// A download is a poem and the socket it comes through.
type download struct {
	*poem
	socket socket.Socket
}

// fetchAll reads all the poems until their servers close the connections. It looks up the servers'
// names, which may block, and then blocks where it waits for all of them.
func (a *anthology) fetchAll(ctx context.Context, stack socket.Stack) error {
	//listing:connect
	poller, err := stack.NewPoller()
	if err != nil {
		return err
	}
	defer poller.Close()
	defer context.AfterFunc(ctx, func() { poller.Wake() })() // Ctrl-C ends a Wait

	missing := 0
	for _, p := range a.numbered(ctx) { // blocks when there are names to look up
		s, err := stack.Connect(p.address) // does not wait for the connection
		if err != nil {
			a.ended(p, err)
			continue
		}
		defer s.Close()
		if err := poller.Add(s, socket.Readable, &download{p, s}); err != nil {
			return err
		}
		a.enter(p, trace.Wait)
		missing++
	}
	//listing:end

	//listing:loop
	events := make([]socket.Event, 64)
	waits := 0
	for missing > 0 {
		n, err := poller.Wait(events, -1) // blocks until one of them has something to say
		waits++
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for _, event := range events[:n] {
			d := event.Owner.(*download)
			a.enter(d.poem, trace.Run)
			over, err := a.read(d)
			if !over {
				a.enter(d.poem, trace.Wait)
				continue
			}
			a.ended(d.poem, err)
			d.socket.Close()
			missing--
		}
	}
	a.say("waited %s%s", count(waits, "time"), a.cost())
	return nil
	//listing:end
}

// read takes what has come for d, as much as fits into its buffer, without waiting for more. It
// reports whether the poem is over, with an error if it broke off.
func (a *anthology) read(d *download) (over bool, err error) {
	buffer := make([]byte, 1024)
	n, err := d.socket.Read(buffer)
	a.got(d.poem, buffer[:n])
	switch {
	case err == nil, err == socket.ErrWouldBlock:
		return false, nil
	case err == io.EOF:
		return true, nil
	default:
		return true, err
	}
}
