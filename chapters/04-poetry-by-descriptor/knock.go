package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// knock connects to all the servers at once, and says who answers, and when.
func knock(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	patience := flags.Duration("patience", 5*time.Second, "give up after this `duration`")
	away := flags.Duration("away", 0, "pretend that the servers are this `duration` away (default not at all)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	r, err := setup.Reactor(distant(env, *away))
	if err != nil {
		return err
	}
	defer r.Close()
	s := &street{env: env, reactor: r, doors: len(addresses), waiting: len(addresses)}
	for _, address := range addresses {
		s.knock(address, *patience)
	}
	return s.run(ctx)
}

//listing:knock

// A caller has knocked at a door: a connection in the making, as a descriptor.
type caller struct {
	street  *street
	address string
	socket  socket.Socket
	giveUp  *reactor.Call
}

// knock begins to connect to address.
func (s *street) knock(address string, patience time.Duration) {
	sock, err := s.reactor.Stack().Connect(address) // does not wait for the connection
	if err != nil {
		s.answer(address, err)
		return
	}
	c := &caller{street: s, address: address, socket: sock}
	c.giveUp = s.reactor.CallLater(patience, c.tooLong)
	if err := s.reactor.AddWriter(c); err != nil {
		c.leave(err)
	}
}

//listing:end

//listing:caller

func (c *caller) Source() socket.Source { return c.socket }

// DoWrite finds out how connecting went.
func (c *caller) DoWrite() error {
	err := c.socket.ConnectError()
	if err == nil {
		c.leave(nil)
	}
	return err
}

func (c *caller) ConnectionLost(reason error) { c.leave(reason) }

func (c *caller) tooLong() { c.leave(errSilent) }

// leave goes away, with an answer or with the reason why there is none.
func (c *caller) leave(err error) {
	c.street.reactor.RemoveWriter(c)
	c.giveUp.Cancel()
	c.socket.Close()
	c.street.answer(c.address, err)
}

//listing:end

// String returns the name of the caller in traces.
func (c *caller) String() string { return c.address }

// errSilent says that we have lost patience.
var errSilent = errors.New("no answer")

// A street is where the servers live, and the callers at their doors.
type street struct {
	env     *program.Env
	reactor *reactor.Reactor
	doors   int
	waiting int // for so many of them to open
	shut    int // so many have not
}

// answer prints what was heard at a door. After the last door it stops the reactor.
func (s *street) answer(address string, err error) {
	after := s.reactor.Now().Round(100 * time.Microsecond)
	switch {
	case err == nil:
		fmt.Fprintf(s.env.Stdout, "%s answers, after %v\n", address, after)
	case err == errSilent:
		fmt.Fprintf(s.env.Stdout, "%s: %v after %v\n", address, err, after)
	case err != reactor.ErrStopped: // otherwise it was Ctrl-C
		fmt.Fprintln(s.env.Stdout, err)
	}
	if err != nil {
		s.shut++
	}
	s.waiting--
	if s.waiting == 0 {
		s.reactor.Stop()
	}
}

// run runs the reactor until every door has answered or not.
func (s *street) run(ctx context.Context) error {
	if s.waiting > 0 {
		if err := s.reactor.Run(ctx); err != nil {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.shut > 0:
		return fmt.Errorf("%d of %d did not answer", s.shut, s.doors)
	default:
		return nil
	}
}
