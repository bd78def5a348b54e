package main

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// say says some lines to a server, and prints what it answers, until it hangs up.
func say(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT LINE...")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args()[:min(1, flags.NArg())])
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	c := &caller{reactor: r, lines: flags.Args()[1:], out: env.Stdout}
	r.ConnectTCP(addresses[0], c, 0)
	if err := r.Run(ctx); err != nil {
		return err
	}
	return errors.Join(ctx.Err(), c.err)
}

// A caller has something to say, and listens. There is one connection, so it is its own factory.
type caller struct {
	reactor *reactor.Reactor
	lines   []string
	out     io.Writer
	err     error // if it ended badly
}

func (c *caller) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return c }

func (c *caller) ConnectionFailed(reason error) { c.ConnectionLost(reason) }

// ConnectionMade says all there is to say, and goes on listening.
func (c *caller) ConnectionMade(t protocol.Transport) {
	var text strings.Builder
	for _, line := range c.lines {
		text.WriteString(line + "\n")
	}
	io.WriteString(t, text.String())
	t.CloseWrite()
}

func (c *caller) DataReceived(data []byte) { c.out.Write(data) }

func (c *caller) ConnectionLost(reason error) {
	if reason != io.EOF {
		c.err = reason
	}
	c.reactor.Stop()
}

func (c *caller) String() string { return "caller" }
