package main

import (
	"context"
	"errors"
	"io"
	"net/netip"

	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
)

// get fetches the poems all at once, through a protocol each.
func get(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		a.reactor.ConnectTCP(p.address, p, 0)
	}
	return a.run(ctx)
}

//listing:factory

// A poem is on its way, or here. It is the factory of the protocol that receives it.
type poem struct {
	anthology *anthology
	task      string // what we call it before we know it: "poem 1"
	address   string // of its server
	text      []byte
	err       error // why there is no text
}

func (p *poem) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &reading{poem: p}
}

func (p *poem) ConnectionFailed(reason error) { p.end(nil, reason) }

// end notes what became of p. After the last poem the anthology stops the reactor.
func (p *poem) end(text []byte, err error) {
	p.text, p.err = text, err
	p.anthology.ended(p)
}

//listing:end

// say reports progress.
func (p *poem) say(format string, args ...any) {
	p.anthology.say(p.task+": "+format, args...)
}

// String returns the name of the poem in traces.
func (p *poem) String() string { return p.task }

//listing:protocol

// A reading is one connection to a poetry server: the protocol.
type reading struct {
	poem *poem
	text []byte // what has come so far, cut anywhere
}

func (r *reading) ConnectionMade(t protocol.Transport) {
	r.poem.say("connected to %v", t.RemoteAddr())
}

func (r *reading) DataReceived(data []byte) {
	r.poem.say("%d bytes", len(data))
	r.text = append(r.text, data...) // copies the piece
}

func (r *reading) ConnectionLost(reason error) {
	switch {
	case reason != io.EOF:
		r.poem.end(nil, reason)
	case len(r.text) == 0:
		r.poem.end(nil, errors.New("the server said nothing"))
	default:
		r.poem.end(r.text, nil)
	}
}

//listing:end

// String returns the name of the connection in traces.
func (r *reading) String() string { return r.poem.String() }
