package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// half has three servers break off in the middle of a poem, and looks into the cache of a proxy that
// asked them.
func half(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	poem, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "after 200 bytes of %d           the client has  the cache has\n", len(poem.Text))
	for _, b := range []breakOff{
		{"the server resets", plainly, poem.Text[:200], protocol.Transport.Abort},
		{"it ends", plainly, poem.Text[:200], protocol.Transport.LoseConnection},
		{"it ends, and has said how long", announced, protocol.AppendNetstring(nil, poem.Text)[:204], protocol.Transport.LoseConnection},
	} {
		if err := b.try(ctx, env); err != nil {
			return err
		}
	}
	return nil
}

// A breakOff is a way for a server to break off.
type breakOff struct {
	title string
	wire  func(*request) protocol.Protocol
	text  []byte // that it says before
	end   func(protocol.Transport)
}

// try has a client ask a proxy that asks such a server, and prints what each of them has then.
func (b breakOff) try(ctx context.Context, env *program.Env) error {
	l, err := openLab(env, env.Trace.Part(b.title+", "), (*proxy).getPoem)
	if err != nil {
		return err
	}
	defer l.close()
	server, err := l.reactor.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		return &broken{b, l.reactor}
	}))
	if err != nil {
		return err
	}
	defer server.StopListening()
	l.fetch = func() *deferred.Deferred[string] {
		return newRequest(l.reactor, "fetch", server.LocalAddr().String()).ask(b.wire)
	}
	newRequest(l.reactor, "client", l.port.LocalAddr().String()).ask(plainly).AddBoth(func(text string, err error) (string, error) {
		has, kept := fmt.Sprintf("%d bytes", len(text)), "nothing"
		switch {
		case errors.Is(err, errSilent):
			has = "nothing"
		case err != nil:
			has = "a reset"
		}
		if l.fresh() {
			kept = fmt.Sprintf("%d bytes", len(l.text))
		}
		fmt.Fprintf(env.Stdout, "%-32s %-15s %s\n", b.title, has, kept)
		l.reactor.Stop()
		return "", nil
	})
	return cmp.Or(l.reactor.Run(ctx), ctx.Err())
}

// A broken protocol is a server's that breaks off.
type broken struct {
	breakOff
	reactor *reactor.Reactor
}

func (b *broken) ConnectionMade(t protocol.Transport) {
	t.Write(b.text)
	b.reactor.CallLater(50*time.Millisecond, func() { b.end(t) })
}

func (b *broken) DataReceived([]byte)  {}
func (b *broken) ConnectionLost(error) {}
