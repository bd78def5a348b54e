package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
)

// getPlain is client 6.0 with a goroutine for each poem. It prints them in the order of the arguments.
func getPlain(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT [HOST:]PORT...")
	transform := flags.String("transform", "lower", "ask for the transform of this `name`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if len(addresses) < 2 {
		return errFew
	}
	//listing:group
	texts := make([]string, len(addresses))
	var g errgroup.Group
	for i, address := range addresses[1:] {
		g.Go(func() error {
			poem, err := fetch(ctx, env.Net, address)
			if err != nil {
				return fmt.Errorf("poem %d: %w", i+1, err)
			}
			texts[i], err = ask(ctx, env.Net, addresses[0], *transform, poem)
			if err != nil {
				fmt.Fprintf(env.Stderr, "poem %d: not transformed: %v\n", i+1, err)
				texts[i] = poem
			}
			return nil
		})
	}
	err = g.Wait()
	//listing:end
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, text := range texts {
		if _, printing := fmt.Fprint(env.Stdout, text); printing != nil {
			return printing
		}
	}
	return err
}

// fetch returns the poem that the server at address has. It blocks.
func fetch(ctx context.Context, network program.Network, address string) (string, error) {
	conn, err := network.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	text, err := io.ReadAll(conn)
	if err == nil && len(text) == 0 {
		err = errSilent
	}
	return string(text), err
}

// ask returns the poem as the transform server at address has changed it. It blocks.
func ask(ctx context.Context, network program.Network, address, transform, poem string) (string, error) {
	conn, err := network.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	conn.SetDeadline(time.Now().Add(patience))
	if _, err := conn.Write(protocol.AppendNetstring(nil, transform+"."+poem)); err != nil {
		return "", err
	}
	reply, err := io.ReadAll(io.LimitReader(conn, longestReply))
	if err != nil {
		return "", err
	}
	digits, rest, _ := strings.Cut(string(reply), ":")
	if n, err := strconv.Atoi(digits); err != nil || n < 0 || n != len(rest)-1 || rest[n] != ',' {
		return "", errHungUp
	}
	return rest[:len(rest)-1], nil
}
