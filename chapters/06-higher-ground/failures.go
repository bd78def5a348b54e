package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/panics"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// failures asks for four poems that do not come, one after another, and prints what the errback
// is told of each.
func failures(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, m := range mishaps {
		fmt.Fprintln(env.Stdout, m.title)
		address, leave, err := m.stage(ctx, env.Net)
		if err != nil {
			return err
		}
		m.ask(r, address,
			func(text []byte) {
				fmt.Fprintf(env.Stdout, "  a poem, of all things: %q\n", text)
				r.Stop()
			},
			func(err error) {
				explain(env.Stdout, err)
				r.Stop()
			})
		err = r.Run(ctx)
		leave()
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
	return nil
}

// explain prints an error, then what it is wrapped around, and so on, and what is to be done.
func explain(w io.Writer, err error) {
	said := ""
	for e := err; e != nil; e = errors.Unwrap(e) {
		if !strings.EqualFold(e.Error(), said) { // and not only another type
			said = e.Error()
			fmt.Fprintln(w, " ", said)
		}
	}
	fmt.Fprintln(w, "  so:", advice(err))
}

// advice says what to do about a poem that did not come.
func advice(err error) string {
	if p, ok := errors.AsType[*panics.Error](err); ok {
		return "mend " + p.Stack()[0]
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "no server is there yet, try again later"
	case errors.Is(err, errSilent):
		return "ask the people who run that server"
	case errors.Is(err, reactor.ErrStopped):
		return "nothing, we left ourselves"
	}
	return "have a look at the network"
}

// A mishap is something that can happen to a poem.
type mishap struct {
	title  string
	server func(conn net.Conn) // what it does with its client before it hangs up; nil: there is none
	ask    func(r *reactor.Reactor, address string, callback func(text []byte), errback func(err error))
}

var mishaps = []mishap{
	{"no server is there:", nil, tryPoetry},
	{"the server hangs up at once:", func(net.Conn) {}, tryPoetry},
	{"we stop in the middle of it:", recitesForever, askAndStop},
	{"our own protocol panics:", recitesForever, askForCensus},
}

// recitesForever begins well, and then waits until the client has left.
func recitesForever(conn net.Conn) {
	io.WriteString(conn, "Once upon a time")
	io.Copy(io.Discard, conn)
}

// askAndStop asks for a poem, and stops the reactor before it is here.
func askAndStop(r *reactor.Reactor, address string, callback func(text []byte), errback func(err error)) {
	tryPoetry(r, address, callback, errback)
	r.CallLater(100*time.Millisecond, func() { r.Stop() })
}

// askForCensus asks for a poem, and counts its letters.
func askForCensus(r *reactor.Reactor, address string, callback func(text []byte), errback func(err error)) {
	r.ConnectTCP(address, poll{&request{address, callback, errback}}, 0)
}

// A poll is a request for a poem whose letters are to be counted.
type poll struct{ *request }

func (p poll) BuildProtocol(netip.AddrPort) protocol.Protocol {
	return &census{reading: reading{address: p.address, end: p.end}}
}

// A census is a reading that counts the letters as they come. It is broken, on purpose: not every
// byte is a small letter.
type census struct {
	reading
	letters [26]int
}

func (c *census) DataReceived(data []byte) {
	for _, b := range data {
		c.letters[b-'a']++
	}
	c.reading.DataReceived(data)
}

// stage has a server do to its first client what m says, and returns its address. The server has
// ended when leave returns.
func (m mishap) stage(ctx context.Context, network program.Network) (address string, leave func(), err error) {
	door, err := network.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = door.Addr().String()
	if m.server == nil {
		return address, func() {}, door.Close()
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if conn, err := door.Accept(); err == nil {
			m.server(conn)
			conn.Close()
		}
	}()
	return address, func() {
		door.Close()
		<-ended
	}, nil
}
