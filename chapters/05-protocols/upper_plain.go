package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"

	"slowpoetry/code/book/program"
)

// upperPlain gives back every line in capitals, with a goroutine for each visitor.
func upperPlain(ctx context.Context, env *program.Env, args []string) error {
	address, err := doorFlags(env, args)
	if err != nil {
		return err
	}
	door, err := env.Net.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { door.Close() })()
	fmt.Fprintf(env.Stdout, "Say something to %v.\n", door.Addr())
	var visitors sync.WaitGroup
	defer visitors.Wait()
	for {
		conn, err := door.Accept()
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		visitors.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			converse(conn)
		})
	}
}

// converse answers one visitor, line by line.
func converse(conn net.Conn) error {
	lines := bufio.NewScanner(conn)
	for lines.Scan() { // blocks until a line has come
		if _, err := fmt.Fprintln(conn, strings.ToUpper(lines.Text())); err != nil {
			return err
		}
		if lines.Text() == "bye" {
			return nil
		}
	}
	return lines.Err()
}
