package main

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// limit recites a poem, slowly, to no more than so many clients at a time, until ctx is done.
func limit(ctx context.Context, env *program.Env, args []string) error {
	o, err := options()
	if err != nil {
		return err
	}
	flags := env.Flags("")
	o.Register(flags.FlagSet)
	seats := flags.Int("seats", 2, "recite to `n` clients at a time")
	p := refuse
	flags.Func("policy", "what to do with one too many: refuse, queue or shed (default refuse)", func(s string) error {
		if p = policy(s); !slices.Contains(policies, p) {
			return fmt.Errorf("the policy is refuse, queue or shed")
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *seats < 1 {
		return program.Usagef("-seats is a number: one at least")
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	hall := newHall(&recital{Options: o, house: &house{env: env}, reactor: r, patience: 30 * time.Second}, *seats, p)
	port, err := r.ListenTCP(o.Address(), hall)
	if err != nil {
		return err
	}
	defer port.StopListening()
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, port.LocalAddr()); err != nil {
		return err
	}
	return r.Run(ctx)
}

// A policy is what to do with a client for whom there is no seat.
type policy string

const (
	refuse policy = "refuse" // hang up on it
	queue  policy = "queue"  // have it wait until there is a seat
	shed   policy = "shed"   // hang up on the client who has been here longest
)

var policies = []policy{refuse, queue, shed}

// A hall is a recital with a number of seats.
type hall struct {
	*recital
	seats  int
	policy policy
	inside []*patron // being recited to, the one who has been here longest first
	line   []*patron // waiting for a seat
}

// BuildProtocol returns the protocol for the next client, or nil, which refuses it.
func (h *hall) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	p := &patron{reciter: reciter{client: h.next()}, hall: h}
	if h.policy == refuse && len(h.inside) == h.seats {
		p.say("is refused: all seats are taken")
		return nil
	}
	return p
}

// admit seats p, or has it wait.
func (h *hall) admit(p *patron) {
	if len(h.inside) == h.seats && h.policy == queue {
		h.line = append(h.line, p)
		p.say("waits, as number %d", len(h.line))
		return
	}
	if len(h.inside) == h.seats {
		longest := h.inside[0]
		longest.hangUp("is shed: it has been here longest") // ConnectionLost comes later
		h.leave(longest)
	}
	h.inside = append(h.inside, p)
	p.begin()
}

// leave takes p off the seats or out of the line, and seats the next.
func (h *hall) leave(p *patron) {
	isOther := func(other *patron) bool { return other == p }
	h.inside = slices.DeleteFunc(h.inside, isOther)
	h.line = slices.DeleteFunc(h.line, isOther)
	if len(h.line) > 0 && len(h.inside) < h.seats {
		next := h.line[0]
		h.line = h.line[1:]
		h.admit(next)
	}
}

// newHall returns a hall in which nobody sits.
func newHall(r *recital, seats int, p policy) *hall {
	return &hall{recital: r, seats: seats, policy: p}
}

// A patron is a reciter in a hall. It may have to wait before it recites.
type patron struct {
	reciter
	hall *hall
}

func (p *patron) ConnectionMade(t protocol.Transport) {
	p.transport = t
	p.hall.admit(p)
}

// ReadConnectionLost hangs up on a client who is still in the line, since it may have left.
func (p *patron) ReadConnectionLost() {
	if p.beat == nil {
		p.why = "has left the line"
		p.transport.LoseConnection()
	}
}

func (p *patron) ConnectionLost(reason error) {
	p.reciter.ConnectionLost(reason)
	if reason != reactor.ErrStopped {
		p.hall.leave(p)
	}
}
