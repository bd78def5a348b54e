package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// fleet has many clients at a time ask by each protocol. Some of them misbehave.
func fleet(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	requests := flags.Int("requests", 1000, "ask `n` times by each protocol")
	together := flags.Int("together", 50, "have `n` clients at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	q := work.NewMemory(lease)
	h := &house{env: env, log: slog.New(slog.DiscardHandler), queue: q, workers: 2, pace: poem.Pace{Bytes: 1000}}
	ctx, closeHouse := context.WithCancel(ctx)
	defer closeHouse()
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "protocol\tasked\tright\twrong\tmisbehaved")
	var failed error
	err := h.run(ctx, doors{"127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"}, func(at doors) {
		go func() {
			defer closeHouse()
			for _, by := range []string{"tcp", "netstring", "json", "events"} {
				f := &flock{n: env.Net, by: by, address: map[string]string{"tcp": at.tcp, "netstring": at.netstring, "json": at.web, "events": at.web}[by]}
				f.fly(ctx, *requests, *together)
				fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\n", by, *requests, f.right.Load(), f.wrong.Load(), f.misbehaved.Load())
				failed = errors.Join(failed, f.err)
			}
		}()
	})
	return errors.Join(err, table.Flush(), failed)
}

// A flock is the clients of one protocol.
type flock struct {
	n       program.Network
	by      string
	address string

	right, wrong, misbehaved atomic.Int64

	mu  sync.Mutex
	err error // the first that should not be
}

// fly asks so many times, with so many clients at a time. Every fifth of them misbehaves.
func (f *flock) fly(ctx context.Context, requests, together int) {
	next := atomic.Int64{}
	var clients sync.WaitGroup
	for range together {
		clients.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= requests || ctx.Err() != nil {
					return
				}
				if i%5 == 4 {
					f.misbehaved.Add(1)
					f.misbehave(ctx, i/5)
				} else {
					f.behave(ctx, i)
				}
			}
		})
	}
	clients.Wait()
}

// behave asks for a poem, and looks at the answer.
func (f *flock) behave(ctx context.Context, i int) {
	names := poetry.Names()
	p, _ := poetry.Find(names[i%len(names)])
	var heard strings.Builder
	err := askers[f.by](ctx, f.n, f.address, poem.Request{Poem: p.Name, Change: "lower"}, &heard)
	if err == nil && heard.String() == strings.ToLower(string(p.Text)) {
		f.right.Add(1)
		return
	}
	f.wrong.Add(1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil && ctx.Err() == nil {
		f.err = fmt.Errorf("%s, request %d: %d bytes, %w", f.by, i, heard.Len(), err)
	}
}

// misbehave connects, and says what should not be said, or says something and does not wait for the answer.
func (f *flock) misbehave(ctx context.Context, i int) {
	conn, err := f.n.DialContext(ctx, "tcp", f.address)
	if err != nil {
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	asks := map[string]string{"tcp": "tide lower\n", "netstring": "10:lower.tide,", "json": "GET /poems/tide?change=lower HTTP/1.1\r\nHost: x\r\n\r\n",
		"events": "GET /recitals/tide?change=lower HTTP/1.1\r\nHost: x\r\n\r\n"}[f.by]
	switch i % 5 {
	case 0: // leaves at once
	case 1: // breaks off in the middle
		io.WriteString(conn, asks[:len(asks)/2])
	case 2: // does not wait for the answer
		io.WriteString(conn, asks)
	case 3: // leaves after the first byte of it, and leaves the rest unread
		io.WriteString(conn, asks)
		io.ReadFull(conn, make([]byte, 1))
		if c, ok := conn.(*net.TCPConn); ok {
			c.SetLinger(0)
		}
	case 4: // speaks something else
		io.WriteString(conn, "99999999999999999999:\x00\xff\r\n\r\n")
		io.Copy(io.Discard, io.LimitReader(conn, 1<<16))
	}
}
