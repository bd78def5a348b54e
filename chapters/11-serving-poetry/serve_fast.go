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

// serveFast sends a poem to every client, all at once, until ctx is done.
func serveFast(ctx context.Context, env *program.Env, args []string) error {
	o, err := options()
	if err != nil {
		return err
	}
	flags := env.Flags("")
	o.RegisterFast(flags.FlagSet)
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	//listing:listen
	port, err := r.ListenTCP(o.Address(), &shelf{poem: o.Poem.Text})
	if err != nil {
		return err
	}
	defer port.StopListening()
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, port.LocalAddr()); err != nil {
		return err
	}
	return r.Run(ctx)
	//listing:end
}

// options returns what a server recites, and how, unless its reader chooses otherwise.
func options() (poetry.Options, error) {
	kettle, err := poetry.Find("kettle")
	return poetry.Options{Host: "127.0.0.1", Delay: delay, Bytes: 10, Poem: kettle}, err
}

//listing:server

// A shelf has the poem: the factory.
type shelf struct{ poem []byte }

func (s *shelf) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return &copyist{shelf: s} }

// A copyist gives one client its copy: the protocol.
type copyist struct{ shelf *shelf }

func (c *copyist) ConnectionMade(t protocol.Transport) {
	t.Write(c.shelf.poem)
	t.LoseConnection()
}

func (c *copyist) DataReceived(data []byte)    {}
func (c *copyist) ConnectionLost(reason error) {}

//listing:end
