package main

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"strconv"
	"text/tabwriter"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// hold has clients announce a request of 99,999 bytes each, and send none of them, and prints what
// that costs three servers.
func hold(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	clients := flags.Int("clients", 1000, "have so `many` clients")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *clients < 1 {
		return program.Usagef("there must be a client")
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%d clients announce %d bytes each\ta connection\tits announcement\n", *clients, announced)
	for _, s := range holders {
		before, after, err := s.cost(ctx, env, *clients)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d bytes\t%d bytes\n", s.name, before, after)
	}
	return table.Flush()
}

const announced = 99_999

// A holder is a server that waits for what was announced.
type holder struct {
	name  string
	serve func(ctx context.Context, env *program.Env, r *reactor.Reactor, told func()) (address string, stop func(), err error)
}

var holders = []holder{
	{"make([]byte, length)", serveTrusting},
	{"a goroutine and a bufio.Reader", serveBuffered},
	{"a NetstringReceiver", serveReceiver},
}

// cost returns how much memory a client costs a server when it is connected, and how much more when
// it has announced a request. Both ends are in this process, so the client's is in it.
func (s holder) cost(ctx context.Context, env *program.Env, clients int) (connected, announcement int, err error) {
	r, err := setup.Reactor(env)
	if err != nil {
		return 0, 0, err
	}
	defer r.Close()
	h := &holding{reactor: r, missing: 2 * clients}
	address, stop, err := s.serve(ctx, env, r, h.told)
	if err != nil {
		return 0, 0, err
	}
	defer stop()
	h.clients = make([]*announcer, clients)
	empty := memory()
	for i := range h.clients {
		h.clients[i] = &announcer{holding: h}
		r.ConnectTCP(address, h.clients[i], 0)
	}
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return 0, 0, cmp.Or(err, ctx.Err())
	}
	if h.failed != nil {
		return 0, 0, h.failed
	}
	return (h.before - empty) / clients, (h.after - h.before) / clients, nil
}

// A holding counts how far its clients are.
type holding struct {
	reactor       *reactor.Reactor
	clients       []*announcer
	missing       int
	announcing    bool
	before, after int // bytes of memory
	failed        error
}

// told is called at both ends of each connection that is made, and at the server's for each
// announcement.
func (h *holding) told() {
	if h.missing--; h.missing > 0 {
		return
	}
	if h.announcing {
		h.after = memory()
		h.reactor.Stop()
		return
	}
	h.before, h.announcing, h.missing = memory(), true, len(h.clients)
	for _, c := range h.clients {
		c.Write([]byte(strconv.Itoa(announced) + ":"))
	}
}

// memory returns how many bytes are in use, on the heap and in stacks.
func memory() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}

// An announcer is a client.
type announcer struct {
	*holding
	protocol.Transport
}

func (a *announcer) BuildProtocol(netip.AddrPort) protocol.Protocol { return a }
func (a *announcer) DataReceived([]byte)                            {}
func (a *announcer) ConnectionLost(error)                           {}

func (a *announcer) ConnectionMade(t protocol.Transport) {
	a.Transport = t
	a.told()
}

func (a *announcer) ConnectionFailed(reason error) {
	a.failed = reason
	a.reactor.Stop()
}
