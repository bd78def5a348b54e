package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"time"
	"weak"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// alive has three clients come and go, and prints how many descriptors the loop watches, and how many
// protocols there are: those of a server that lets go of its clients, and of two that do not.
func alive(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	ways := []func(r *recital) protocol.Factory{
		func(r *recital) protocol.Factory { return r },
		func(r *recital) protocol.Factory { return &attempt{r} },
		func(r *recital) protocol.Factory { return &guestBook{recital: r} },
	}
	var counts [3][]count
	for i, way := range ways {
		var err error
		if counts[i], err = take(ctx, env, way); err != nil {
			return err
		}
	}
	fmt.Fprintf(env.Stdout, "%-21s%7s   %s\n", "", "watched", "protocols: serve  serve-first  guest book")
	for i, moment := range moments {
		fmt.Fprintf(env.Stdout, "%-21s%7d%19d%13d%12d\n", moment, counts[0][i].watched,
			counts[0][i].protocols, counts[1][i].protocols, counts[2][i].protocols)
	}
	return nil
}

// moments are when we count.
var moments = []string{"the door is open", "three listen", "one has left", "all have left", "a poem's length later"}

//listing:book

// A guest book keeps who has been here. It is broken on purpose.
type guestBook struct {
	*recital
	pages []protocol.Protocol
}

func (g *guestBook) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	p := g.recital.BuildProtocol(remote)
	g.pages = append(g.pages, p)
	return p
}

//listing:end

// A count is what there is at a moment.
type count struct{ watched, protocols int }

// A census is a server in which somebody counts.
type census struct {
	protocol.Factory
	recital *recital
	reactor *reactor.Reactor
	watched int             // descriptors in the poller
	births  []func() status // of each protocol, which they do not keep alive
	left    chan struct{}   // takes a value when the server says that somebody has left
}

// take opens a server, has three clients come and go, and counts at each of the moments.
func take(ctx context.Context, env *program.Env, way func(*recital) protocol.Factory) ([]count, error) {
	poem, err := poetry.Find("tide")
	if err != nil {
		return nil, err
	}
	s := &census{left: make(chan struct{}, 3)}
	s.reactor, err = reactor.New(reactor.Config{Stack: setup.Counting(socket.Over(env.Net), &s.watched), Trace: env.Trace})
	if err != nil {
		return nil, err
	}
	defer s.reactor.Close()
	h := &house{env: &program.Env{Stderr: s}}
	o := poetry.Options{Host: "127.0.0.1", Delay: 20 * time.Millisecond, Bytes: 2, Poem: poem}
	s.recital = &recital{Options: o, house: h, reactor: s.reactor, patience: time.Minute}
	s.Factory = way(s.recital)
	port, err := s.reactor.ListenTCP(o.Address(), s)
	if err != nil {
		return nil, err
	}
	defer port.StopListening()
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- s.reactor.Run(ctx) }()
	counts, err := s.script(ctx, env.Net, port.LocalAddr().String())
	stop()
	if failed := <-ended; failed != nil {
		return nil, failed
	}
	return counts, err
}

// script has the clients come and go. It runs on a goroutine of its own, and so may block.
func (s *census) script(ctx context.Context, network program.Network, address string) (counts []count, err error) {
	look := func() { counts = append(counts, s.count()) }
	look()
	var clients []net.Conn
	for range 3 {
		conn, err := network.DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		clients = append(clients, conn)
		if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
			return nil, err
		}
	}
	look()
	for i, conn := range clients {
		conn.Close()
		select {
		case <-s.left:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if i != 1 {
			look()
		}
	}
	s.do(func() { s.recital.Delay = 0 }) // for those who still recite: a poem's length is soon over
	for s.reciting() && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	look()
	return counts, ctx.Err()
}

// A status is what has become of a protocol.
type status struct{ alive, reciting bool }

// BuildProtocol builds a protocol, and remembers it weakly.
func (s *census) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	built := s.Factory.BuildProtocol(remote)
	switch p := built.(type) {
	case *reciter:
		s.births = append(s.births, remember(p, func(p *reciter) bool { return p.beat.Running() }))
	case *firstReciter:
		s.births = append(s.births, remember(p, func(p *firstReciter) bool { return len(p.rest) > 0 }))
	}
	return built
}

// remember returns a function that says what has become of p, and does not keep it alive.
func remember[P any](p *P, recites func(*P) bool) func() status {
	remembered := weak.Make(p)
	return func() status {
		p := remembered.Value()
		return status{p != nil, p != nil && recites(p)}
	}
}

// Write takes what the server says of a client, each of which leaves once.
func (s *census) Write(p []byte) (int, error) {
	s.left <- struct{}{}
	return len(p), nil
}

// count counts, on the reactor's goroutine.
func (s *census) count() (c count) {
	s.do(func() {
		runtime.GC()
		for _, p := range s.births {
			if p().alive {
				c.protocols++
			}
		}
		c.watched = s.watched
	})
	return c
}

// reciting reports whether somebody recites.
func (s *census) reciting() (yes bool) {
	s.do(func() {
		for _, p := range s.births {
			yes = yes || p().reciting
		}
	})
	return yes
}

// do calls f on the reactor's goroutine, and waits until it has returned.
func (s *census) do(f func()) {
	done := make(chan struct{})
	s.reactor.CallFromGoroutine(func() { f(); close(done) })
	<-done
}
