package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/thejerf/suture/v4"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// crash fetches four poems with services that crash when anything goes wrong, under one supervisor and
// then under a tree of two.
func crash(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	chart := figure.Timeline{}
	for _, room := range []struct {
		name string
		grow func(r *room) *suture.Supervisor
	}{{"one supervisor", flat}, {"a tree", tree}} {
		fmt.Fprintf(env.Stdout, "%s:\n", room.name)
		run, err := runRoom(ctx, env, room.name, room.grow)
		if err != nil {
			return err
		}
		chart.Panels = append(chart.Panels, figure.Panel{Title: room.name, Trace: run})
	}
	fmt.Fprint(env.Stdout, "\n# runs, however briefly   . waits   x crashes   - waits to be started again\n\n")
	return chart.Text(env.Stdout, 72)
}

// A room is where four readers fetch a poem each. The server of the second breaks off twice, and the
// fourth has no server.
type room struct {
	env       *program.Env
	addresses []string
	came      chan delivery
	run       *trace.Recorder
	mu        sync.Mutex // one line at a time
}

// runRoom lets a supervisor run the readers of a new room, until three poems have come.
func runRoom(ctx context.Context, env *program.Env, name string, grow func(r *room) *suture.Supervisor) (trace.Trace, error) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	r := &room{env: env, came: make(chan delivery)}
	for n := range 4 {
		if err := r.open(ctx, &running, n); err != nil {
			return nil, err
		}
	}
	r.run = env.Trace.Part(name + ", ")
	for n := range 4 {
		r.run.Ready(readerName(n))
	}
	supervisor := grow(r)
	running.Go(func() { supervisor.Serve(ctx) })
	for range 3 {
		select {
		case poem := <-r.came:
			r.say("%s is here, %d bytes", poem.name, poem.bytes)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	stop()
	running.Wait()
	return r.run.Trace(), nil
}

//listing:trees

// flat puts all readers of r under one supervisor.
func flat(r *room) *suture.Supervisor {
	return r.supervisor("the room", r.reader(0), r.reader(1), r.reader(2), r.reader(3))
}

// tree puts the reader that has no server under a supervisor of its own.
func tree(r *room) *suture.Supervisor {
	corner := r.supervisor("the corner", r.reader(3))
	return r.supervisor("the room", r.reader(0), r.reader(1), r.reader(2), corner)
}

//listing:end

// supervisor returns a supervisor for services, which may be supervisors. After more than two crashes
// it pauses for half a second.
func (r *room) supervisor(name string, services ...suture.Service) *suture.Supervisor {
	s := suture.New(name, suture.Spec{
		FailureThreshold: 2, FailureBackoff: 500 * time.Millisecond, BackoffJitter: suture.NoJitter{},
		EventHook: r.hear,
	})
	for _, service := range services {
		s.Add(service)
	}
	return s
}

// reader returns reader n, from 0, with notes of what becomes of it.
func (r *room) reader(n int) suture.Service {
	return noted{&reader{room: r, name: readerName(n), address: r.addresses[n]}}
}

func readerName(n int) string { return fmt.Sprint("poem ", n+1) }

//listing:reader

// A reader is a service that fetches one poem. If anything goes wrong, it panics.
type reader struct {
	*room
	name, address string
}

// Serve is called by the supervisor, again after each crash.
func (r *reader) Serve(ctx context.Context) error {
	conn := must(r.env.Net.DialContext(ctx, "tcp", r.address))
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	poem := must(io.ReadAll(r.watched(conn)))
	r.handOver(ctx, poem)
	return suture.ErrDoNotRestart // it has what it wanted
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

//listing:end

// handOver sends a poem to the main goroutine.
func (r *reader) handOver(ctx context.Context, poem []byte) {
	r.run.End(r.name)
	select {
	case r.came <- delivery{r.name, len(poem)}:
	case <-ctx.Done():
	}
}

// A delivery is a poem that has come whole.
type delivery struct {
	name  string
	bytes int
}

// A noted is a reader whose starts and crashes are noted.
type noted struct{ *reader }

func (n noted) Serve(ctx context.Context) error {
	n.run.Wait(n.name)
	defer func() {
		if v := recover(); v != nil {
			n.run.Record(trace.Event{Task: n.name, Kind: trace.Cancel})
			n.run.Ready(n.name)
			panic(v)
		}
	}()
	return n.reader.Serve(ctx)
}

// String returns the name that supervisors know it by.
func (n noted) String() string { return n.name }

// watched returns conn with a note for each piece.
func (r *reader) watched(conn net.Conn) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		n, err := conn.Read(p)
		if n > 0 {
			r.run.Run(r.name)
			r.run.Receive(r.name, n)
			r.run.Wait(r.name)
		}
		return n, err
	})
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// hear prints what a supervisor reports.
func (r *room) hear(e suture.Event) {
	switch e := e.(type) {
	case suture.EventServicePanic:
		then := "it is started again"
		if !e.Restarting {
			then = e.SupervisorName + " pauses"
		}
		why := e.PanicMsg[strings.LastIndex(e.PanicMsg, ": ")+2:] // without the addresses
		r.say("%s crashes, %s: %s", e.ServiceName, why, then)
	case suture.EventResume:
		r.say("%s goes on", e.SupervisorName)
	}
}

func (r *room) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.env.Stdout, "  %.1f s: "+format+"\n", append([]any{r.run.Now().Seconds()}, args...)...)
}

// open starts the server of reader n, or sees to it that there is none.
func (r *room) open(ctx context.Context, running *sync.WaitGroup, n int) error {
	door, err := r.env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	r.addresses = append(r.addresses, door.Addr().String())
	if n == 3 {
		return door.Close()
	}
	poem, err := poetry.Find([]string{"kettle", "tide", "splitflap"}[n])
	if err != nil {
		return err
	}
	o := poetry.Options{Bytes: (len(poem.Text) + 5) / 6, Delay: []time.Duration{140, 50, 90}[n] * time.Millisecond, Poem: poem}
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
	times := 0
	if n == 1 {
		times = 2
	}
	running.Go(func() { reciteBroken(ctx, quiet, door, o, times) })
	return nil
}
