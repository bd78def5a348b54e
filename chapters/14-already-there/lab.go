package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/trace"
)

// The servers are two of chapter 2's, for programs that bring their own. One recites tide in some 0.6
// s. The other is ill: it lets you wait for 0.4 s, and hangs up without a word.
type servers struct {
	well, ill string // their addresses
	text      string // of the poem
	stop      context.CancelFunc
	running   sync.WaitGroup
}

func openServers(ctx context.Context, env *program.Env) (*servers, error) {
	poem, err := poetry.Find("tide")
	if err != nil {
		return nil, err
	}
	well, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ill, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		well.Close()
		return nil, err
	}
	s := &servers{well: well.Addr().String(), ill: ill.Addr().String(), text: string(poem.Text)}
	ctx, s.stop = context.WithCancel(ctx)
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
	o := poetry.Options{Host: "127.0.0.1", Bytes: 40, Delay: 50 * time.Millisecond, Poem: poem}
	s.running.Go(func() { poetry.ReciteToAll(ctx, quiet, well, o) })
	context.AfterFunc(ctx, func() { ill.Close() })
	s.running.Go(func() { s.hangUp(ctx, ill) })
	return s, nil
}

// hangUp takes calls, and hangs up on each after a while.
func (s *servers) hangUp(ctx context.Context, door net.Listener) {
	for {
		conn, err := door.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() {
			defer conn.Close()
			select {
			case <-time.After(400 * time.Millisecond):
			case <-ctx.Done():
			}
		})
	}
}

func (s *servers) close() {
	s.stop()
	s.running.Wait()
}

// A lab is a proxy with all of its clients on one reactor.
type lab struct {
	proxy
	port    *reactor.Port
	server  string // where the proxy fetches
	fetches int    // so far
}

// openLab opens a proxy that gets its poems in the way of a method of proxy, and is recorded in run.
func openLab(env *program.Env, run *trace.Recorder, way func(*proxy) *deferred.Deferred[string]) (*lab, error) {
	l := &lab{}
	traced := *env
	traced.Trace = run
	var err error
	if l.reactor, err = setup.Reactor(&traced); err != nil {
		return nil, err
	}
	l.keeps = time.Hour
	l.fetch = func() *deferred.Deferred[string] {
		l.fetches++
		return newRequest(l.reactor, fmt.Sprintf("fetch %d", l.fetches), l.server).ask(plainly)
	}
	l.port, err = l.reactor.ListenTCP("127.0.0.1:0", &inn{
		reactor: l.reactor,
		getPoem: func() *deferred.Deferred[string] { return way(&l.proxy) },
		say:     func(string, ...any) {},
	})
	if err != nil {
		l.reactor.Close()
		return nil, err
	}
	return l, nil
}

func (l *lab) close() {
	l.port.StopListening()
	l.reactor.Close()
}

// drawn reports whether e is in the lane of a client or of a fetch.
func drawn(e *trace.Event) bool {
	var n int
	return scan(e.Task, "client %d", &n) || scan(e.Task, "fetch %d", &n)
}

func scan(text, format string, n *int) bool {
	_, err := fmt.Sscanf(text, format, n)
	return err == nil
}
