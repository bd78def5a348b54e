package main

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/trace"
)

// pour writes much to a slow reader, in each of two ways, and says how much of it had to wait in the
// writer's memory.
func pour(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	size := flags.Int("size", plenty>>10, "pour this many `KiB`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *size < 1 || *size > 1<<20 {
		return program.Usagef("-size is a number of KiB from 1 to %d", 1<<20)
	}
	for _, heedless := range []bool{true, false} {
		b, err := fill(ctx, env, heedless, *size<<10)
		if err != nil {
			return err
		}
		name := "with a producer"
		if heedless {
			name = "heedless"
		}
		fmt.Fprintf(env.Stdout, "%s: wrote %d KiB, paused %s; at most %d KiB were waiting\n",
			name, b.written>>10, count(b.pauses, "time"), b.most>>10)
	}
	return nil
}

// fill pours size bytes, and returns what happened in the writer's basin.
func fill(ctx context.Context, env *program.Env, heedless bool, size int) (*basin, error) {
	b := new(basin)
	measured := *env
	measured.Trace = env.Trace.Part("")
	measured.Trace.Follow(b.follow)
	r, err := setup.Reactor(&measured)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return b, b.fill(ctx, r, heedless, size)
}

// fill pours size bytes through a connection of r's, whose trace b must follow.
func (b *basin) fill(ctx context.Context, r *reactor.Reactor, heedless bool, size int) error {
	b.now = r.Now
	port, err := r.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		if heedless {
			return &flood{basin: b, left: size}
		}
		return &fountain{basin: b, left: size}
	}))
	if err != nil {
		return err
	}
	s := &sipper{reactor: r}
	r.ConnectTCP(port.LocalAddr().String(), s, 0)
	if err := r.Run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.err
}

//listing:sipper

// A sipper takes what has come, and rests before it takes more. It is its own factory.
type sipper struct {
	reactor   *reactor.Reactor
	transport protocol.Transport
	err       error
}

func (s *sipper) DataReceived(data []byte) {
	s.transport.PauseProducing()
	s.reactor.CallLater(time.Millisecond, s.rested)
}

func (s *sipper) rested() { s.transport.ResumeProducing() }

//listing:end

func (s *sipper) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return s }
func (s *sipper) ConnectionFailed(reason error)                         { s.err = reason; s.reactor.Stop() }
func (s *sipper) ConnectionMade(t protocol.Transport)                   { s.transport = t }
func (s *sipper) ConnectionLost(reason error)                           { s.reactor.Stop() }
func (s *sipper) String() string                                        { return "reader" }

// A flood writes all it has at once.
type flood struct {
	*basin
	left int
}

func (f *flood) ConnectionMade(t protocol.Transport) {
	f.write(t, f.left)
	t.LoseConnection()
}

func (f *flood) DataReceived(data []byte)    {}
func (f *flood) ConnectionLost(reason error) {}
func (f *flood) String() string              { return "writer" }

//listing:fountain

// A fountain writes for as long as it is allowed: it is the producer of its transport.
type fountain struct {
	*basin
	transport protocol.Transport
	left      int // bytes to write
	paused    bool
}

func (f *fountain) ConnectionMade(t protocol.Transport) {
	f.transport = t
	t.RegisterProducer(f, true)
	f.ResumeProducing()
}

func (f *fountain) ResumeProducing() {
	f.paused = false
	for !f.paused && f.left > 0 {
		n := min(f.left, 16<<10)
		f.left -= n
		f.write(f.transport, n) // which may call PauseProducing
	}
	if f.left == 0 {
		f.transport.UnregisterProducer()
		f.transport.LoseConnection()
	}
}

func (f *fountain) PauseProducing() { f.paused = true; f.pauses++ }
func (f *fountain) StopProducing()  { f.left = 0 }

//listing:end

func (f *fountain) DataReceived(data []byte)    {}
func (f *fountain) ConnectionLost(reason error) {}
func (f *fountain) String() string              { return "writer" }

// A basin is where bytes wait that were written, and that the socket had no room for.
type basin struct {
	now           func() time.Duration
	written, sent int // bytes so far
	pauses        int
	most          int // that were ever waiting
	levels        []level
}

// A level is how many bytes were waiting at a time.
type level struct {
	at    time.Duration
	bytes int
}

// write writes n bytes.
func (b *basin) write(t protocol.Transport, n int) {
	t.Write(make([]byte, n)) // sends what it can before it returns
	b.written += n
	b.measure()
}

// follow listens to the reactor's trace, for what the transport sends.
func (b *basin) follow(e trace.Event) {
	if e.Kind == trace.Send {
		b.sent += e.Bytes
		if b.sent <= b.written { // otherwise we are inside of write
			b.measure()
		}
	}
}

func (b *basin) measure() {
	b.levels = append(b.levels, level{b.now(), b.written - b.sent})
	b.most = max(b.most, b.written-b.sent)
}
