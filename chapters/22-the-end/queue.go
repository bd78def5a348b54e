package main

import (
	"context"
	"time"

	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/program"
)

// A kept queue is one that something keeps.
type kept struct {
	work.Queue
	about string  // what keeps it
	nodes leaders // servers that are in this process, or nil
	close func()
}

// keepInMemory keeps a queue in the memory of this process.
func keepInMemory(lease time.Duration) *kept {
	return &kept{Queue: work.NewMemory(lease), about: "this process, in memory", close: func() {}}
}

// keeping says what keeps the queue.
type keeping struct {
	memory  *bool
	nodes   *int
	address *string
}

// keepFlags adds -memory, -cluster and -nats to flags.
func keepFlags(flags *program.Flags) keeping {
	return keeping{
		memory:  flags.Bool("memory", false, "keep the queue in memory, without NATS"),
		nodes:   flags.Int("cluster", 1, "keep the queue on `n` NATS servers in this process, 1 or 3"),
		address: flags.String("nats", "", "keep the queue on the NATS servers at this `address`, nats://HOST:PORT"),
	}
}

func (k keeping) open(ctx context.Context, lease time.Duration) (*kept, error) {
	switch {
	case *k.nodes != 1 && *k.nodes != 3:
		return nil, program.Usagef("-cluster is 1 or 3: two servers cannot agree when one is lost")
	case *k.memory:
		return keepInMemory(lease), nil
	}
	return keepByNATS(ctx, *k.address, *k.nodes, lease)
}
