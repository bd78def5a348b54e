package main

import (
	"context"
	"io"
	"net/netip"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// getSimple fetches the poems all at once, and prints each as soon as it is there.
func getSimple(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	f := &simpleFactory{reactor: r, out: env.Stdout, missing: len(addresses)}
	for _, address := range addresses {
		r.ConnectTCP(address, f, 0)
	}
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

//listing:both

// A simpleReading is one connection to a poetry server.
type simpleReading struct {
	factory *simpleFactory
	text    []byte
}

func (r *simpleReading) ConnectionMade(t protocol.Transport) {}
func (r *simpleReading) DataReceived(data []byte)            { r.text = append(r.text, data...) }
func (r *simpleReading) ConnectionLost(reason error)         { r.factory.done(r.text) }

// A simpleFactory is what all the connections share.
type simpleFactory struct {
	reactor *reactor.Reactor
	out     io.Writer
	missing int // poems that may still come
}

func (f *simpleFactory) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &simpleReading{factory: f}
}

func (f *simpleFactory) ConnectionFailed(reason error) { f.done(nil) }

func (f *simpleFactory) done(text []byte) {
	f.out.Write(text)
	f.missing--
	if f.missing == 0 {
		f.reactor.Stop()
	}
}

//listing:end
