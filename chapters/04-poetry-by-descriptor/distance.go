package main

import (
	"context"
	"net"
	"time"

	"slowpoetry/code/book/program"
)

// A distance is a network in which it takes a while to get anywhere.
type distance struct {
	program.Network
	away time.Duration
}

// DialContext connects, after the time that it takes to get there.
func (d distance) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	select {
	case <-time.After(d.away):
		return d.Network.DialContext(ctx, network, address)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// distant returns env with its network this far away.
func distant(env *program.Env, away time.Duration) *program.Env {
	if away <= 0 {
		return env
	}
	far := *env
	far.Net = distance{env.Net, away}
	return &far
}
