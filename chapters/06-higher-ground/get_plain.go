package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
)

// getPlain fetches poems one after another, with a function that blocks until it can return one.
func getPlain(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	var poems [][]byte
	for i, address := range addresses {
		text, err := fetchPoetry(ctx, env.Net, address)
		if err != nil {
			return fmt.Errorf("poem %d: %w", i+1, err)
		}
		poems = append(poems, text)
	}
	_, err = env.Stdout.Write(bytes.Join(poems, []byte("\n")))
	return err
}

// fetchPoetry returns the poem of the server at address. It blocks until the poem is here or ctx is
// done.
func fetchPoetry(ctx context.Context, network program.Network, address string) ([]byte, error) {
	conn, err := network.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	text, err := io.ReadAll(conn)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case len(text) == 0:
		return nil, errSilent
	}
	return text, nil
}
