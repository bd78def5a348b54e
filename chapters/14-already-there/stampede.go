package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// stampede has a crowd meet an empty cache, in each of three ways to get a poem: with a server that is
// well, with one that is ill, and when it is well again.
func stampede(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	clients := flags.Int("clients", 100, "so many clients as `n`")
	every := flags.Duration("every", time.Millisecond, "a client comes every so `often`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *clients < 3 || *clients > 200:
		return program.Usagef("-clients is a number from 3 to 200")
	case *every < 0 || *every > time.Second:
		return program.Usagef("-every is a duration from 0s to 1s")
	}
	servers, err := openServers(ctx, env)
	if err != nil {
		return err
	}
	defer servers.close()
	fmt.Fprintln(env.Stdout, "                       clients  fetches  poems  nothing  a reset")
	for _, way := range ways {
		l, err := openLab(env, env.Trace.Part(way.title+", ").Only(drawn), way.get)
		if err != nil {
			return err
		}
		defer l.close()
		fmt.Fprintf(env.Stdout, "%s:\n", way.title)
		crowds := []*crowd{
			{title: "the server is well", server: servers.well, clients: *clients},
			{title: "it is ill", server: servers.ill, clients: *clients},
			{title: "it is well again", server: servers.well, clients: 1},
		}
		l.reactor.CallWhenRunning(func() { l.next(env, crowds, *every) })
		if err := cmp.Or(l.reactor.Run(ctx), ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// next empties the cache and has the next crowd come, and tells what it got.
func (l *lab) next(env *program.Env, crowds []*crowd, every time.Duration) {
	if len(crowds) == 0 {
		l.reactor.Stop()
		return
	}
	c := crowds[0]
	l.until, l.fetches, l.server = 0, 0, c.server
	c.come(l, every, func() {
		fmt.Fprintf(env.Stdout, "  %-19s %8d %8d %6d %8d %8d\n", c.title, c.clients, l.fetches, c.poems, c.nothing, c.resets)
		l.next(env, crowds[1:], every)
	})
}

var ways = []struct {
	title string
	get   func(*proxy) *deferred.Deferred[string]
}{
	{"a fetch for each", (*proxy).getPoem},
	{"one Deferred for all", (*proxy).getShared},
	{"a Deferred for each", (*proxy).getTogether},
}

// A crowd is clients who ask a proxy for a poem, and what they got.
type crowd struct {
	title   string
	server  string // that the proxy asks
	clients int
	missing int // clients of whom nothing has been heard

	poems, nothing, resets int
}

// come has the clients ask, and calls done when all of them have an answer. The second leaves after a
// while.
func (c *crowd) come(l *lab, every time.Duration, done func()) {
	c.missing = c.clients
	for i := range c.clients {
		q := newRequest(l.reactor, fmt.Sprintf("client %d", i+1), l.port.LocalAddr().String())
		l.reactor.CallLater(time.Duration(i)*every, func() {
			q.ask(plainly).AddBoth(func(text string, err error) (string, error) {
				c.count(text, err)
				if c.missing == 0 {
					l.reactor.CallLater(0, done)
				}
				return "", nil
			})
		})
		if i == 1 {
			l.reactor.CallLater(every+200*time.Millisecond, func() {
				if !q.poem.Fired() {
					q.giveUp(errLeft)
				}
			})
		}
	}
}

// count counts what a client got.
func (c *crowd) count(text string, err error) {
	c.missing--
	switch {
	case err == nil:
		c.poems++
	case errors.Is(err, errSilent):
		c.nothing++
	case !errors.Is(err, errLeft):
		c.resets++
	}
}

var errLeft = errors.New("the client has left")
