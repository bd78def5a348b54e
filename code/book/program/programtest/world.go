package programtest

import (
	"context"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// A World is a network and a clock that exist only in memory, and the servers in it. Its methods are
// for the goroutines in it; those that may have to end the test, for the test's own.
type World struct {
	Net     sim.Network
	t       testing.TB
	chapter Chapter
	ctx     context.Context
	end     context.CancelFunc
	running sync.WaitGroup
}

// InWorld runs a test in a world of its own, in which t is the test's. When it returns, everybody
// in the world is interrupted, and must end: who is left behind there, waiting, fails the test.
func (c Chapter) InWorld(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &World{t: t, chapter: c}
		w.ctx, w.end = context.WithCancel(t.Context())
		defer w.running.Wait()
		defer w.end()
		test(t, w)
	})
}

// Alone runs a command line, words with spaces between them, in a world of its own. It must have
// nothing to complain about. Alone returns what came of it, and its trace.
func (c Chapter) Alone(t *testing.T, line string) (o Outcome, run trace.Trace) {
	t.Helper()
	c.InWorld(t, func(t *testing.T, w *World) {
		recorder := trace.New()
		o = w.Run(program.Env{Trace: recorder}, strings.Fields(line)...)
		if o.Status != 0 || o.Stderr != "" {
			t.Errorf("%s: %+v", line, o)
		}
		run = recorder.Trace()
	})
	return o, run
}

// Context is what everybody in the world runs in, until the test is over or calls Interrupt.
func (w *World) Context() context.Context { return w.ctx }

// Interrupt presses Ctrl-C, which all hear that run in the world.
func (w *World) Interrupt() { w.end() }

// Go runs f in a goroutine that Wait waits for, and the end of the world.
func (w *World) Go(f func()) { w.running.Go(f) }

// Wait waits until all have ended that Go, Start, Serve and Behave have started.
func (w *World) Wait() { w.running.Wait() }

// Call runs a command line in the world, to its end.
func (w *World) Call(args ...string) Outcome { return w.chapter.Call(w.ctx, &w.Net, args...) }

// Run is Call in an environment of the test's, whose network is the world's.
func (w *World) Run(env program.Env, args ...string) Outcome {
	env.Net = &w.Net
	return w.chapter.Run(w.ctx, env, args...)
}

// RunApart is Run on a goroutine of its own, so that the test is not at the bottom of the stacks of a trace.
func (w *World) RunApart(env program.Env, args ...string) (o Outcome) {
	var running sync.WaitGroup
	running.Go(func() { o = w.Run(env, args...) })
	running.Wait()
	return o
}

// Traced runs a command line in the world, which must go well, and returns its trace.
func (w *World) Traced(args ...string) trace.Trace {
	w.t.Helper()
	recorder := trace.New()
	if o := w.Run(program.Env{Trace: recorder}, args...); o.Status != 0 {
		w.t.Fatalf("%q: %+v", args, o)
	}
	return recorder.Trace()
}

// A Server is a command line that goes on in a world.
type Server struct {
	Port    string // of one that Serve has started
	ended   chan struct{}
	outcome Outcome // written before ended is closed
}

// Outcome waits for the server to end, which most do when they are interrupted. It is called in
// the server's world.
func (s *Server) Outcome() Outcome {
	<-s.ended
	return s.outcome
}

// Start starts a command line, and returns when it waits for somebody.
func (w *World) Start(args ...string) *Server {
	w.t.Helper()
	s := &Server{ended: make(chan struct{})}
	w.Go(func() {
		s.outcome = w.Call(args...)
		close(s.ended)
	})
	synctest.Wait()
	select {
	case <-s.ended:
		w.t.Fatalf("%q ends at once: %+v", args, s.outcome)
	default:
	}
	return s
}

// Serve starts the chapter's server on a port, where it recites a poem, and returns when it
// listens.
func (w *World) Serve(port int, poem string, bytes int, delay time.Duration) *Server {
	w.t.Helper()
	number := strconv.Itoa(port)
	s := w.Start("serve", "-port", number, "-poem", poem, "-bytes", strconv.Itoa(bytes), "-delay", delay.String())
	s.Port = number
	return s
}

// ServeAll starts a server for each of the book's poems, the first on port 10001, and returns their
// ports and what they recite.
func (w *World) ServeAll(bytes int, delay time.Duration) (ports, texts []string) {
	w.t.Helper()
	for i, name := range poetry.Names() {
		ports = append(ports, w.Serve(10001+i, name, bytes, delay).Port)
		texts = append(texts, TextOf(w.t, name))
	}
	return ports, texts
}

// Silent is a behaviour that says nothing. It ends when the other end hangs up: not on Interrupt, when a server that
// hangs up would race with clients that give up.
func Silent(conn *sim.Conn) { _, _ = io.Copy(io.Discard, conn) }

// Behave takes connections on a port, and does with them as the test likes: one after another,
// each closed when behaviour returns.
func (w *World) Behave(port int, behaviour func(conn *sim.Conn)) {
	w.t.Helper()
	listener := w.Listen(port)
	w.Go(func() {
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

// Listen takes connections on a port, until the world ends.
func (w *World) Listen(port int) net.Listener {
	w.t.Helper()
	listener, err := w.Net.Listen(w.ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		w.t.Fatal(err)
	}
	context.AfterFunc(w.ctx, func() { listener.Close() })
	return listener
}

// Dial connects to a port. The caller closes the connection.
func (w *World) Dial(port int) *sim.Conn {
	w.t.Helper()
	conn, err := w.Net.DialContext(w.ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		w.t.Fatal(err)
	}
	return conn.(*sim.Conn)
}
