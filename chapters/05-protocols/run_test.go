package main

import (
	"bytes"
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/poetry"
	"slowpoetry/code/program"
	"slowpoetry/code/sim"
)

// An outcome is what came of a command line.
type outcome struct {
	status         int
	stdout, stderr string
	took           time.Duration
}

// last returns the last line of what it said.
func (o outcome) last() string {
	lines := strings.Split(strings.TrimSuffix(o.stderr, "\n"), "\n")
	return lines[len(lines)-1]
}

// call runs a command line of this chapter as the terminal would, on a network of the test's.
func call(ctx context.Context, network program.Network, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	env := &program.Env{Stdout: &stdout, Stderr: &stderr, Net: network}
	start := time.Now()
	status := program.Run(ctx, env, "5 · Protocols", programs, args)
	return outcome{status, stdout.String(), stderr.String(), time.Since(start)}
}

// A world is a network and a clock that exist only in memory, and the servers in it.
type world struct {
	sim.Network
	t       *testing.T
	ctx     context.Context
	close   context.CancelFunc
	servers sync.WaitGroup
}

// inWorld runs a test in a world of its own. In the end the servers are told to end, and
// everything in the world must: who is left behind there, waiting, fails the test.
func inWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t}
		w.ctx, w.close = context.WithCancel(t.Context())
		test(w)
		w.close()
		w.servers.Wait()
	})
}

// call runs a command line in the world.
func (w *world) call(args ...string) outcome { return call(w.ctx, &w.Network, args...) }

// A running server is one that was started. Its outcome is there when it has ended.
type running struct {
	port    string
	ended   chan struct{}
	outcome outcome
}

// serve starts a server on a port, and returns when it listens.
func (w *world) serve(port int, poem string, bytes int, delay time.Duration) *running {
	w.t.Helper()
	r := &running{port: strconv.Itoa(port), ended: make(chan struct{})}
	w.servers.Go(func() {
		r.outcome = w.call("serve", "-port", r.port, "-poem", poem,
			"-bytes", strconv.Itoa(bytes), "-delay", delay.String())
		close(r.ended)
	})
	synctest.Wait()
	select {
	case <-r.ended:
		w.t.Fatalf("the server did not start: %s", r.outcome.stderr)
	default:
	}
	return r
}

// behave takes connections on a port, and does with them as the test likes: one after another,
// each closed when behaviour returns.
func (w *world) behave(port int, behaviour func(conn *sim.Conn)) {
	w.t.Helper()
	listener := w.listen(port)
	w.servers.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			behaviour(conn.(*sim.Conn))
			conn.Close()
		}
	})
}

// listen takes connections on a port, until the world ends.
func (w *world) listen(port int) net.Listener {
	w.t.Helper()
	listener, err := w.Listen(w.ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		w.t.Fatal(err)
	}
	context.AfterFunc(w.ctx, func() { listener.Close() })
	return listener
}

// dial connects to a port of the world.
func (w *world) dial(port int) *sim.Conn {
	w.t.Helper()
	conn, err := w.DialContext(w.ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		w.t.Fatal(err)
	}
	return conn.(*sim.Conn)
}

// textOf returns the text of one of the book's poems.
func textOf(t testing.TB, name string) string {
	t.Helper()
	poem, err := poetry.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(poem.Text)
}

// reciting returns how long a poem takes to recite: the last piece comes after all the rests.
func reciting(text string, bytes int, delay time.Duration) time.Duration {
	return time.Duration((len(text)-1)/bytes) * delay
}
