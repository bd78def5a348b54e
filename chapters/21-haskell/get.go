package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"sync"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// A poem is lines, and last of all an error if there was one. It can be ranged over once: that is when it
// is read.
type poem = iter.Seq2[string, error]

// An answer is a poem, or why there is none.
type answer struct {
	poem poem
	err  error
}

// A client fetches poems at once, and prints them in the order of their servers.
type client struct {
	env     *program.Env
	ahead   int            // how many lines of each poem it reads before they are needed
	lanes   []string       // of its poems in a trace; their addresses, if nil
	running sync.WaitGroup // goroutines, which end when their context does
	printed int            // poems, or parts of them
}

// get asks for all the poems, and then prints one after another.
func get(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	c := &client{env: env}
	flags.IntVar(&c.ahead, "ahead", 0, "read up to `n` lines of each poem before they are needed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if c.ahead < 0 || c.ahead > 1_000_000 {
		return program.Usagef("-ahead is a number of lines, 1000000 at most")
	}
	return c.getAll(ctx, addresses)
}

//listing:getall

// getAll asks all servers at once, and prints their poems in order.
func (c *client) getAll(ctx context.Context, addresses []string) error {
	defer c.running.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	boxes := make([]chan answer, len(addresses))
	for i, address := range addresses {
		boxes[i] = make(chan answer, 1)
		c.running.Go(func() { boxes[i] <- c.ask(ctx, c.laneOf(i, address), address) })
	}
	failed := 0
	for i, box := range boxes {
		err := c.print(<-box)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, new(*printError)):
			return err
		case err != nil:
			failed++
			fmt.Fprintf(c.env.Stderr, "poem %d: no poem at %s: %v\n", i+1, addresses[i], err)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d poems did not come", failed, len(addresses))
	}
	return nil
}

//listing:end

func (c *client) laneOf(i int, address string) string {
	if c.lanes == nil {
		return address
	}
	return c.lanes[i]
}

// ask connects to a server, and returns its poem.
func (c *client) ask(ctx context.Context, lane, address string) answer {
	p, err := c.readPoem(ctx, lane, address)
	if err == nil && c.ahead > 0 {
		p = c.readAhead(ctx, p)
	}
	return answer{p, err}
}

// readPoem connects to a server and returns its poem, of which it has read nothing. The connection is
// closed when the poem has been read, and when ctx ends.
func (c *client) readPoem(ctx context.Context, lane, address string) (poem, error) {
	c.env.Trace.Wait(lane)
	conn, err := c.env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		c.env.Trace.End(lane)
		return nil, err
	}
	c.env.Trace.Ready(lane)
	if conn, ok := conn.(interface{ SetReadBuffer(bytes int) error }); ok {
		conn.SetReadBuffer(64 << 10)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	return func(yield func(string, error) bool) {
		defer c.env.Trace.End(lane)
		defer conn.Close()
		defer stop()
		linesOf(&noted{conn, lane, c.env.Trace})(yield)
	}, nil
}

//listing:ahead

// readAhead returns p, which a goroutine begins to read at once, up to c.ahead lines before they are needed.
func (c *client) readAhead(ctx context.Context, p poem) poem {
	type line struct {
		text string
		err  error
	}
	ctx, leave := context.WithCancel(ctx)
	lines := make(chan line, c.ahead-1) // the goroutine has one more
	c.running.Go(func() {
		defer close(lines)
		for text, err := range p {
			select {
			case lines <- line{text, err}:
			case <-ctx.Done():
				return
			}
		}
	})
	return func(yield func(string, error) bool) {
		defer leave()
		for l := range lines {
			if !yield(l.text, l.err) {
				return
			}
		}
	}
}

//listing:end

// print prints the lines of a poem, each of which it thereby needs. Between two poems it prints an empty
// line.
func (c *client) print(a answer) error {
	if a.err != nil {
		return a.err
	}
	lines := 0
	for line, err := range a.poem {
		if err != nil {
			return err
		}
		if lines++; lines == 1 {
			if c.printed++; c.printed > 1 {
				line = "\n" + line
			}
		}
		if _, err := io.WriteString(c.env.Stdout, line); err != nil {
			return &printError{err}
		}
	}
	if lines == 0 {
		return errSilent
	}
	return nil
}

// errSilent says that a server was there, and hung up without a word.
var errSilent = errors.New("the server said nothing")

// A printError is trouble at our end.
type printError struct{ error }

func (e *printError) Unwrap() error { return e.error }

// A noted connection notes in a trace when it is read.
type noted struct {
	net.Conn
	lane  string
	trace *trace.Recorder
}

// Read waits for bytes.
func (c *noted) Read(p []byte) (int, error) {
	c.trace.Wait(c.lane)
	n, err := c.Conn.Read(p)
	c.trace.Run(c.lane)
	c.trace.Receive(c.lane, n)
	return n, err
}
