package main

import (
	"context"
	"net"
	"net/netip"
)

// resolver looks up the names of servers.
var resolver = net.DefaultResolver

// numbered returns the poems whose servers have a number, in place of the name that the command line
// may have: a socket takes nothing but numbers and "localhost". It blocks until the resolver has
// answered for each name. The poems of servers that have no number end here.
func (a *anthology) numbered(ctx context.Context) []*poem {
	var poems []*poem
	for _, p := range a.poems {
		if err := p.lookUp(ctx); err != nil {
			a.ended(p, err)
		} else {
			poems = append(poems, p)
		}
	}
	return poems
}

// lookUp replaces the name in the address of p, if there is one, by its number.
func (p *poem) lookUp(ctx context.Context) error {
	host, port, err := net.SplitHostPort(p.address)
	if err != nil {
		return err
	}
	if _, err := netip.ParseAddr(host); err == nil || host == "" || host == "localhost" {
		return nil
	}
	numbers, err := resolver.LookupNetIP(ctx, "ip", host)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	}
	p.address = net.JoinHostPort(numbers[0].Unmap().String(), port)
	return nil
}
