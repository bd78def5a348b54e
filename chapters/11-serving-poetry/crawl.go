package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// crawl has clients come to a server with a long poem, one after another, and read nothing; and
// prints how much memory that takes, for each of three servers.
func crawl(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	clients := flags.Int("clients", 10, "so many clients as `n`")
	size := flags.Int("size", plenty>>20, "a poem of so many `MiB`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *clients < 1 || *clients > 100:
		return program.Usagef("-clients is a number from 1 to 100")
	case *size < 1 || *size > 64:
		return program.Usagef("-size is a number of MiB from 1 to 64")
	}
	text, err := epic(*size << 20)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%d clients come, read nothing of %d MiB, and leave.\nMiB of memory, with so many of them:\n%-18s", *clients, *size, "")
	for n := 0; n <= *clients; n += 2 {
		fmt.Fprintf(env.Stdout, "%6d", n)
	}
	fmt.Fprintln(env.Stdout, "   gone")
	for _, way := range []struct {
		name  string
		crawl func(ctx context.Context, env *program.Env, text []byte, clients int) ([]int, error)
	}{
		{"all at once", crawlAtOnce},
		{"when it is asked", crawlPulled},
		{"a goroutine each", crawlPlain},
	} {
		memory, err := way.crawl(ctx, env, text, *clients)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%-18s", way.name)
		for n := 0; n <= *clients; n += 2 {
			fmt.Fprintf(env.Stdout, "%6.1f", mebibytes(memory[n]-memory[0]))
		}
		fmt.Fprintf(env.Stdout, "%7.1f\n", mebibytes(memory[len(memory)-1]-memory[0]))
	}
	return nil
}

// plenty is how many bytes are far more than a connection takes at once.
var plenty = func() int {
	if runtime.GOOS == "js" {
		return 1 << 20 // there are no kernels between two ends in a page, with megabytes to spare
	}
	return 16 << 20
}()

// epic returns a poem of so many bytes.
func epic(size int) ([]byte, error) {
	kettle, err := poetry.Find("kettle")
	return bytes.Repeat(kettle.Text, size/len(kettle.Text)+1)[:size], err
}

func mebibytes(n int) float64 { return max(0, float64(n)/(1<<20)) }

// crawlAtOnce is what a shelf needs.
func crawlAtOnce(ctx context.Context, env *program.Env, text []byte, clients int) ([]int, error) {
	return crawlReactor(ctx, env, &shelf{poem: text}, clients)
}

// crawlPulled is what a well needs.
func crawlPulled(ctx context.Context, env *program.Env, text []byte, clients int) ([]int, error) {
	return crawlReactor(ctx, env, &well{poem: text}, clients)
}

func crawlReactor(ctx context.Context, env *program.Env, f protocol.Factory, clients int) ([]int, error) {
	r, err := setup.Reactor(env)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	c := &crawlers{reactor: r, clients: clients, measure: memory}
	err = c.crawl(ctx, f)
	return c.measured, err
}

// memory returns how much the program uses, in bytes: its objects and its stacks, without garbage.
func memory() int {
	runtime.GC()
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"},
	}
	metrics.Read(samples)
	return int(samples[0].Value.Uint64() + samples[1].Value.Uint64())
}

//listing:well

// A well has the poem, for those who fetch it by the bucket: the factory.
type well struct{ poem []byte }

func (w *well) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return &bucket{rest: w.poem} }

// A bucket is filled whenever it is empty. It is the protocol, and the producer of its transport.
type bucket struct {
	transport protocol.Transport
	rest      []byte // of the poem, which all share
}

func (b *bucket) ConnectionMade(t protocol.Transport) {
	b.transport = t
	t.RegisterProducer(b, false) // false: it wants to be asked for each piece
}

// ResumeProducing is called when all that was written is gone.
func (b *bucket) ResumeProducing() {
	n := min(64<<10, len(b.rest))
	b.transport.Write(b.rest[:n])
	b.rest = b.rest[n:]
	if len(b.rest) == 0 {
		b.transport.UnregisterProducer()
		b.transport.LoseConnection()
	}
}

//listing:end

func (b *bucket) ReadConnectionLost()         {} // the client may be silent, and still listen
func (b *bucket) PauseProducing()             {}
func (b *bucket) StopProducing()              {}
func (b *bucket) DataReceived(data []byte)    {}
func (b *bucket) ConnectionLost(reason error) {}

// Crawlers come to a server, one every while, and read nothing; then they leave, one every while.
// They are the factory of their own protocols.
type crawlers struct {
	reactor  *reactor.Reactor
	clients  int // to come
	measure  func() int
	measured []int // with 0, 1, 2 of them here, and so on, until they have left
	here     []protocol.Transport
	address  string
	failed   error
}

// crawl has them come to a server with this factory, and returns when they have left.
func (c *crawlers) crawl(ctx context.Context, f protocol.Factory) error {
	port, err := c.reactor.ListenTCP("127.0.0.1:0", f)
	if err != nil {
		return err
	}
	defer port.StopListening()
	c.address = port.LocalAddr().String()
	c.reactor.CallLater(0, c.come)
	if err := c.reactor.Run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.failed
}

// pause is how long the crawlers let pass before the next one comes.
const pause = 50 * time.Millisecond

// come measures, and sends the next.
func (c *crawlers) come() {
	c.measured = append(c.measured, c.measure())
	if c.clients == 0 {
		c.reactor.CallLater(pause, c.leave)
		return
	}
	c.clients--
	c.reactor.ConnectTCP(c.address, c, 0)
	c.reactor.CallLater(pause, c.come)
}

// leave measures, and ends a connection; after the last it stops the reactor.
func (c *crawlers) leave() {
	c.measured = append(c.measured, c.measure())
	if len(c.here) == 0 {
		c.reactor.Stop()
		return
	}
	c.here[0].Abort()
	c.here = c.here[1:]
	c.reactor.CallLater(pause, c.leave)
}

func (c *crawlers) BuildProtocol(netip.AddrPort) protocol.Protocol { return &crawler{c} }

func (c *crawlers) ConnectionFailed(reason error) {
	c.failed = reason
	c.reactor.Stop()
}

// A crawler reads nothing.
type crawler struct{ crawlers *crawlers }

func (c *crawler) ConnectionMade(t protocol.Transport) {
	t.PauseProducing()
	c.crawlers.here = append(c.crawlers.here, t)
}

func (c *crawler) DataReceived(data []byte)    {}
func (c *crawler) ConnectionLost(reason error) {}

// crawlPlain is what a server with a goroutine for each client needs.
func crawlPlain(ctx context.Context, env *program.Env, text []byte, clients int) (measured []int, err error) {
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	var servers sync.WaitGroup
	defer servers.Wait()
	defer door.Close()
	servers.Go(func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			servers.Go(func() {
				defer conn.Close()
				conn.Write(text)
			})
		}
	})
	var here []net.Conn
	defer func() {
		for _, conn := range here {
			conn.Close()
		}
	}()
	measure := func() error {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		measured = append(measured, memory())
		return nil
	}
	for range clients {
		if err := measure(); err != nil {
			return nil, err
		}
		conn, err := env.Net.DialContext(ctx, "tcp", door.Addr().String())
		if err != nil {
			return nil, err
		}
		here = append(here, conn)
	}
	if err := measure(); err != nil {
		return nil, err
	}
	for _, conn := range here {
		conn.Close()
	}
	here = nil
	return measured, measure()
}
