package main

import (
	"context"
	"fmt"
	"net/netip"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
)

// serveSilence is the worst server there is: it takes every connection, and never says a word.
func serveSilence(ctx context.Context, env *program.Env, args []string) error {
	o := poetry.Options{Host: "127.0.0.1"}
	flags := env.Flags("")
	o.RegisterAddress(flags.FlagSet)
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	port, err := r.ListenTCP(o.Address(), protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return silence{} }))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving silence on %v\n", port.LocalAddr()); err != nil {
		return err
	}
	return r.Run(ctx)
}

// A silence is one of its connections.
type silence struct{}

func (silence) ConnectionMade(protocol.Transport) {}
func (silence) DataReceived([]byte)               {}
func (silence) ConnectionLost(error)              {}
