//go:build !js

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"slowpoetry/chapters/22-the-end/work/jetstream"
)

// keepByNATS opens a queue: of the servers at an address, or, if that is "", of n servers in this process.
func keepByNATS(ctx context.Context, address string, n int, lease time.Duration) (*kept, error) {
	if address != "" {
		q, err := jetstream.Open(ctx, jetstream.Connect(address), n, lease)
		if err != nil {
			return nil, err
		}
		return &kept{Queue: q, about: "NATS at " + address, close: q.Close}, nil
	}
	dir, err := os.MkdirTemp("", "slowpoetry-")
	if err != nil {
		return nil, err
	}
	nodes, err := jetstream.Start(dir, n)
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	closeNodes := func() {
		nodes.Close()
		os.RemoveAll(dir)
	}
	q, err := jetstream.Open(ctx, nodes.Connect, n, lease)
	if err != nil {
		closeNodes()
		return nil, err
	}
	about := "NATS, a server in this process"
	if n > 1 {
		about = fmt.Sprintf("NATS, %d servers in this process", n)
	}
	return &kept{Queue: q, about: about, nodes: nodes, close: func() {
		q.Close()
		closeNodes()
	}}, nil
}
