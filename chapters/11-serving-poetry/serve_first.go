package main

import (
	"context"
	"fmt"
	"net/netip"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
)

// serveFirst recites a poem, slowly, to any number of clients. It is broken on purpose.
func serveFirst(ctx context.Context, env *program.Env, args []string) error {
	o, err := options()
	if err != nil {
		return err
	}
	flags := env.Flags("")
	o.Register(flags.FlagSet)
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	port, err := r.ListenTCP(o.Address(), &attempt{&recital{Options: o, house: &house{env: env}, reactor: r}})
	if err != nil {
		return err
	}
	defer port.StopListening()
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, port.LocalAddr()); err != nil {
		return err
	}
	return r.Run(ctx)
}

// An attempt is a recital by first reciters.
type attempt struct{ *recital }

func (a *attempt) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &firstReciter{a.next()}
}

//listing:protocol

// A firstReciter recites to one client, the way we'd write it first. It is broken on purpose.
type firstReciter struct{ client }

func (c *firstReciter) ConnectionMade(t protocol.Transport) {
	c.transport = t
	c.tell("is here")
	c.recite()
}

// recite says the next piece, and asks to be called for the one after it.
func (c *firstReciter) recite() {
	n := min(c.Bytes, len(c.rest))
	c.tell("gets %d bytes", n)
	c.transport.Write(c.rest[:n])
	c.rest = c.rest[n:]
	if len(c.rest) == 0 {
		c.transport.LoseConnection()
		return
	}
	c.reactor.CallLater(c.Delay, c.recite)
}

func (c *firstReciter) DataReceived(data []byte)    {}
func (c *firstReciter) ConnectionLost(reason error) { c.say("is gone: %v", reason) }

//listing:end
