package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// get fetches poems as the client in Erlang does: a process for each, and a mailbox for what they have
// to say.
func get(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	c := &client{env: env}
	env.Trace.Wait("main")
	poems := c.fetchAll(ctx, addresses)
	env.Trace.End("main")
	if ctx.Err() != nil {
		return ctx.Err()
	}
	missing := 0
	for _, poem := range poems {
		if poem == "" {
			missing++
		}
	}
	return poetry.Publish(env.Stdout, poems, missing)
}

// A client has what all of its processes share.
type client struct {
	env    *program.Env
	saying sync.Mutex // one line at a time
}

// A poem is the message of a process that has read one.
type poem struct {
	n    int // its place among the arguments, from 1
	text string
}

//listing:fetch-all

// fetchAll fetches the poems, and returns them in the order of their addresses, "" for one that did
// not come.
func (c *client) fetchAll(ctx context.Context, addresses []string) []string {
	mailbox := make(chan any, 2*len(addresses)) // there is room for all that will be sent
	for i, address := range addresses {
		spawnMonitor(mailbox, i+1, func() error { return c.fetch(ctx, mailbox, i+1, address) })
	}
	poems := make([]string, len(addresses))
	for running := len(addresses); running > 0; {
		switch message := (<-mailbox).(type) {
		case poem:
			c.note("poem %d", message.n)
			poems[message.n-1] = message.text
		case down:
			c.note("down %d", message.n)
			running--
			if message.reason != nil && ctx.Err() == nil {
				c.say("poem %d: %v", message.n, message.reason)
			}
		}
	}
	return poems
}

//listing:end

// fetch is the life of a process: it connects, reads, sends the poem, and is over.
func (c *client) fetch(ctx context.Context, mailbox chan<- any, n int, address string) error {
	task, began := fmt.Sprint("poem ", n), time.Now()
	c.env.Trace.Wait(task)
	defer c.env.Trace.End(task)
	text, err := c.readPoem(ctx, task, address)
	if err != nil {
		return err
	}
	c.say("%s: complete, %d bytes in %.1f s", task, len(text), time.Since(began).Seconds())
	mailbox <- poem{n, string(text)}
	return nil
}

// readPoem reads until the server hangs up.
func (c *client) readPoem(ctx context.Context, task, address string) ([]byte, error) {
	conn, err := c.env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	var text bytes.Buffer
	piece := make([]byte, 1024)
	for {
		n, err := conn.Read(piece)
		if n > 0 {
			c.env.Trace.Run(task)
			c.env.Trace.Receive(task, n)
			c.say("%s: %d bytes from %s", task, n, address)
			text.Write(piece[:n])
			c.env.Trace.Wait(task)
		}
		switch {
		case err == io.EOF && text.Len() == 0:
			return nil, fmt.Errorf("%s said nothing", address)
		case err == io.EOF:
			return text.Bytes(), nil
		case err != nil:
			return nil, cmp.Or(ctx.Err(), err)
		}
	}
}

// note notes in the trace that a message was received.
func (c *client) note(format string, n int) {
	c.env.Trace.Record(trace.Event{Task: "main", Kind: trace.Fire, Note: fmt.Sprintf(format, n)})
}

func (c *client) say(format string, args ...any) {
	c.saying.Lock()
	defer c.saying.Unlock()
	fmt.Fprintf(c.env.Stderr, format+"\n", args...)
}
