package main

import (
	"context"
	"errors"
	"time"
)

// keepByNATS keeps the queue in memory: there are no NATS servers in a page.
func keepByNATS(_ context.Context, address string, _ int, lease time.Duration) (*kept, error) {
	if address != "" {
		return nil, errors.New("there is no NATS in a page")
	}
	return keepInMemory(lease), nil
}
