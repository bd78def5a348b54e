package main

import (
	"context"
	"fmt"
	"io"
	"net/netip"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
)

// An inbox has lines that are pushed, for a function that pulls them.
type inbox struct {
	lines   []string
	end     error                      // why there will be no more, or nil
	waiting *deferred.Deferred[string] // for a line that is not here yet, or nil
}

// next returns a Deferred for the next line, or the reason why there is none. It must not be called
// while the one before it has not fired.
func (in *inbox) next() *deferred.Deferred[string] {
	d := deferred.New[string]()
	in.waiting = d
	in.deliver()
	return d
}

// deliver fires the Deferred that waits, if there is something to fire it with.
func (in *inbox) deliver() {
	d := in.waiting
	switch {
	case d == nil:
	case len(in.lines) > 0:
		line := in.lines[0]
		in.lines, in.waiting = in.lines[1:], nil
		d.Callback(line)
	case in.end != nil:
		in.waiting = nil
		d.Errback(in.end)
	}
}

func (in *inbox) ConnectionMade(protocol.LineTransport) {}
func (in *inbox) LineReceived(line []byte)              { in.lines = append(in.lines, string(line)); in.deliver() }
func (in *inbox) ConnectionLost(reason error)           { in.end = reason; in.deliver() }
func (in *inbox) ConnectionFailed(reason error)         { in.end = reason; in.deliver() }

// BuildProtocol makes the inbox the handler of its one connection.
func (in *inbox) BuildProtocol(netip.AddrPort) protocol.Protocol {
	return &protocol.LineReceiver{Handler: in, Delimiter: "\n"}
}

// lines prints a poem with its stanzas and their lines numbered.
func lines(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if len(addresses) > 1 {
		return program.Usagef("one poem at a time")
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	in := new(inbox)
	r.ConnectTCP(addresses[0], in, 0)
	d := deferred.Inline(func(c *deferred.Coroutine) (int, error) { return 0, number(c, in, env.Stdout) })
	var end error
	d.AddErrback(func(reason error) (int, error) { end = reason; r.Stop(); return 0, nil })
	if err := r.Run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if end == io.EOF {
		return nil
	}
	return end
}

// number reads a poem, and prints its stanzas with their lines numbered. It ends with an error, io.EOF if
// the poem came whole.
func number(c *deferred.Coroutine, in *inbox, out io.Writer) error {
	for stanza := 1; ; stanza++ {
		for n := 1; ; n++ {
			line, err := in.next().Await(c)
			if err != nil {
				return err
			}
			if line == "" {
				break
			}
			if _, err := fmt.Fprintf(out, "%d.%d  %s\n", stanza, n, line); err != nil {
				return err
			}
		}
	}
}
