package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// getPlain is client 8.0 with a goroutine for each poem or, with -n, for each of a few at a time.
func getPlain(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	n := flags.Int("n", 0, "fetch `n` poems at a time (default all)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 0 {
		return program.Usagef("-n %d: it takes one goroutine at least", *n)
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	fetchAll := fetchEach
	if *n > 0 {
		fetchAll = func(ctx context.Context, network program.Network, addresses []string) []result {
			return fetchSome(ctx, network, addresses, *n)
		}
	}
	results := fetchAll(ctx, env.Net, addresses)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	missing, separator := 0, ""
	for i, r := range results {
		if r.err != nil {
			fmt.Fprintf(env.Stderr, "poem %d: no poem at %s: %v\n", i+1, addresses[i], r.err)
			missing++
			continue
		}
		if _, err := fmt.Fprint(env.Stdout, separator, r.text); err != nil {
			return err
		}
		separator = "\n"
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d poems did not come", missing, len(addresses))
	}
	return nil
}

// A result is a poem, or why there is none.
type result struct {
	text string
	err  error
}

// fetchEach fetches all poems at once. It blocks until the last of them is here, or will not come.
func fetchEach(ctx context.Context, network program.Network, addresses []string) []result {
	results := make([]result, len(addresses))
	var all sync.WaitGroup
	for i, address := range addresses {
		all.Go(func() { results[i] = fetch(ctx, network, address) })
	}
	all.Wait()
	return results
}

// fetchSome is fetchEach for n poems at a time.
func fetchSome(ctx context.Context, network program.Network, addresses []string, n int) []result {
	results := make([]result, len(addresses))
	var some errgroup.Group
	some.SetLimit(n)
	for i, address := range addresses {
		some.Go(func() error { // Go blocks while n are at work
			results[i] = fetch(ctx, network, address)
			return nil // or Wait would return the first error, and we want all
		})
	}
	some.Wait()
	return results
}

// firstPlain is first with a goroutine for each server.
func firstPlain(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	text, err := firstOf(ctx, env.Net, addresses)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("none of %d poems came: %w", len(addresses), err)
	}
	_, err = fmt.Fprint(env.Stdout, text)
	return err
}

// firstOf returns the first poem that is complete, when the others have been called off.
func firstOf(ctx context.Context, network program.Network, addresses []string) (string, error) {
	var all sync.WaitGroup
	defer all.Wait()
	ctx, callOff := context.WithCancel(ctx)
	defer callOff()
	results := make(chan result, len(addresses)) // with room for each, so that no goroutine is stuck
	for _, address := range addresses {
		all.Go(func() { results <- fetch(ctx, network, address) })
	}
	var errs []error
	for range addresses {
		r := <-results
		if r.err == nil {
			return r.text, nil
		}
		errs = append(errs, r.err)
	}
	return "", errors.Join(errs...)
}

// fetch returns the poem that the server at address has. It blocks.
func fetch(ctx context.Context, network program.Network, address string) result {
	conn, err := network.DialContext(ctx, "tcp", address)
	if err != nil {
		return result{err: err}
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	text, err := io.ReadAll(conn)
	if err == nil && len(text) == 0 {
		err = errSilent
	}
	return result{string(text), err}
}
