package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// hear listens to a poem and prints it, with the manners that it is told to have.
func hear(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	var v visitor
	flags.IntVar(&v.leave, "leave", 0, "hang up after `n` bytes (default: at the end)")
	flags.DurationVar(&v.rest, "rest", 0, "rest for this `duration` after every ten bytes (default: not at all)")
	flags.StringVar(&v.say, "say", "", "say this `text` first")
	times := flags.Int("times", 1, "hear the poem `n` times, and print only how often it ended well")
	flags.BoolVar(&v.finish, "finish", false, "then say that it was all, and go on listening")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 1 || v.leave < 0 || v.rest < 0 || *times < 1 {
		return program.Usagef("one server, and numbers that are not negative (-h lists the flags)")
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if *times == 1 {
		return v.hear(ctx, env, env.Stdout, addresses[0])
	}
	well, failed := 0, error(nil)
	for range *times {
		switch err := v.hear(ctx, env, io.Discard, addresses[0]); {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			failed = err
		default:
			well++
		}
	}
	fmt.Fprintf(env.Stdout, "%d of %d ended well\n", well, *times)
	if failed != nil {
		fmt.Fprintf(env.Stdout, "the last that did not: %v\n", failed)
	}
	return nil
}

// A visitor has manners.
type visitor struct {
	leave  int
	rest   time.Duration
	say    string
	finish bool
}

// hear connects to a server, and prints what comes.
func (v visitor) hear(ctx context.Context, env *program.Env, out io.Writer, address string) error {
	conn, err := env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	heard, err := v.listen(ctx, out, conn)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("after %d bytes: %w", heard, err)
	case heard == 0:
		return errors.New("the server said nothing")
	}
	return nil
}

// listen prints what comes, and returns how many bytes that was.
func (v visitor) listen(ctx context.Context, out io.Writer, conn net.Conn) (heard int, err error) {
	if _, err := io.WriteString(conn, v.say); err != nil {
		return 0, err
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok && v.finish {
		half.CloseWrite()
	}
	buffer := make([]byte, 4096)
	if v.rest > 0 {
		buffer = buffer[:10]
	}
	for v.leave == 0 || heard < v.leave {
		if v.leave > 0 {
			buffer = buffer[:min(len(buffer), v.leave-heard)]
		}
		n, err := conn.Read(buffer)
		heard += n
		if _, err := out.Write(buffer[:n]); err != nil {
			return heard, err
		}
		if err == io.EOF {
			return heard, nil
		}
		if err != nil {
			return heard, err
		}
		if v.rest > 0 {
			select {
			case <-time.After(v.rest):
			case <-ctx.Done():
			}
		}
	}
	_, err = io.WriteString(out, "\n")
	return heard, err
}
