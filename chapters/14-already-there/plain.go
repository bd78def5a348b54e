package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"slowpoetry/code/book/program"
)

// plain is the stampede with a goroutine for each client.
func plain(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	servers, err := openServers(ctx, env)
	if err != nil {
		return err
	}
	defer servers.close()
	fmt.Fprintln(env.Stdout, "                       clients  fetches  poems  errors")
	for _, way := range []struct {
		title string
		of    func(fetch func() (string, error)) func() (string, error)
	}{
		{"a fetch for each", func(fetch func() (string, error)) func() (string, error) { return fetch }},
		{"sync.OnceValues", sync.OnceValues[string, error]},
		{"a flight", func(fetch func() (string, error)) func() (string, error) { return (&group{fetch: fetch}).get }},
	} {
		fmt.Fprintf(env.Stdout, "%s:\n", way.title)
		var fetches atomic.Int64
		address := servers.ill
		get := way.of(func() (string, error) {
			fetches.Add(1)
			return fetchPlain(ctx, env, address)
		})
		for _, s := range []struct {
			title, address string
			clients        int
		}{{"the server is ill", servers.ill, 100}, {"it is well", servers.well, 100}} {
			fetches.Store(0)
			address = s.address
			var poems, errors atomic.Int64
			var clients sync.WaitGroup
			for range s.clients {
				clients.Go(func() {
					if text, err := get(); err == nil && text == servers.text {
						poems.Add(1)
					} else {
						errors.Add(1)
					}
				})
			}
			clients.Wait()
			fmt.Fprintf(env.Stdout, "  %-19s %8d %8d %6d %7d\n", s.title, s.clients, fetches.Load(), poems.Load(), errors.Load())
		}
	}
	return ctx.Err()
}

// fetchPlain blocks until it has the poem of the server at address.
func fetchPlain(ctx context.Context, env *program.Env, address string) (string, error) {
	conn, err := env.Net.DialContext(ctx, "tcp", address)
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

//listing:group

// A group fetches once for all who ask at the same time.
type group struct {
	fetch  func() (string, error)
	mu     sync.Mutex
	flight *flight // nil when nothing is being fetched
}

// A flight is a fetch that is under way.
type flight struct {
	landed chan struct{} // closed when there is a result
	text   string
	err    error
}

//listing:end

func (g *group) get() (string, error) {
	g.mu.Lock()
	f, first := g.flight, g.flight == nil
	if first {
		f = &flight{landed: make(chan struct{})}
		g.flight = f
	}
	g.mu.Unlock()
	if !first {
		<-f.landed
		return f.text, f.err
	}
	f.text, f.err = g.fetch()
	g.mu.Lock()
	g.flight = nil
	g.mu.Unlock()
	close(f.landed)
	return f.text, f.err
}
