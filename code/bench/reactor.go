package main

import (
	"context"
	"net/netip"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// reactorEcho is ours on the machine's own poller, and portableEcho on the one that is made of
// goroutines.
func reactorEcho(announce func(int)) error { return echoOn(socket.System, announce) }

func portableEcho(announce func(int)) error {
	return echoOn(socket.Portable(program.System), announce)
}

func echoOn(stack socket.Stack, announce func(int)) error {
	return serve(stack, announce, func(*reactor.Reactor) protocol.Protocol { return &echo{} })
}

func reactorRecite(announce func(int), delay time.Duration) error {
	buffer := poem() // one for all: a transport copies what it cannot send at once
	return serve(socket.System, announce, func(r *reactor.Reactor) protocol.Protocol {
		return &reciter{reactor: r, delay: delay, buffer: &buffer}
	})
}

// serve builds a protocol for everybody who connects.
func serve(stack socket.Stack, announce func(int), build func(*reactor.Reactor) protocol.Protocol) error {
	r, err := reactor.New(reactor.Config{Stack: stack, Now: now})
	if err != nil {
		return err
	}
	port, err := r.ListenTCP(":0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return build(r) }))
	if err != nil {
		return err
	}
	announce(int(port.LocalAddr().Port()))
	return r.Run(context.Background())
}

// An echo says everything back.
type echo struct{ protocol.Transport }

func (e *echo) ConnectionMade(t protocol.Transport) { e.Transport = t }
func (e *echo) DataReceived(data []byte)            { e.Write(data) }
func (e *echo) ConnectionLost(error)                {}

// A reciter gives its client a piece at once, and one every delay.
type reciter struct {
	protocol.Transport
	reactor *reactor.Reactor
	delay   time.Duration
	due     time.Duration
	next    *reactor.Call
	buffer  *piece
}

func (p *reciter) ConnectionMade(t protocol.Transport) {
	p.Transport, p.due = t, now()
	p.next = p.reactor.CallLater(0, p.drip)
}

func (p *reciter) DataReceived([]byte)  {}
func (p *reciter) ConnectionLost(error) { p.next.Cancel() }

// drip sends a piece, and asks to be called again for the next one.
func (p *reciter) drip() {
	p.buffer.stamp(p.due)
	p.Write(p.buffer[:])
	p.due += p.delay
	p.next.Reset(p.due - now())
}

// reactorTimers are what CallLater makes.
func reactorTimers() (trial, error) {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		return trial{}, err
	}
	defer r.Close()
	add := func(delay time.Duration) *reactor.Call { return r.CallLater(delay, nothing) }
	return timers(add, func(c *reactor.Call) { c.Cancel() }), nil
}
