package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// A mouthful is something to say to a transform server, and how to behave afterwards.
type mouthful struct {
	what string // what it is
	says string
	then func(*mumbler) // nil to wait
}

var mouthfuls = []mouthful{
	{"a request", "12:lower.A. B.C,", nil},
	{"two requests", "9:lower.ON.,10:lower.OFF.,", nil},
	{"no full stop", "5:lower,", nil},
	{"an empty netstring", "0:,", nil},
	{"an unknown name", "8:upper.on,", nil},
	{"a name of the program's", "8:Asked.on,", nil},
	{"a letter to refuse", "12:drawl.Malmö,", nil},
	{"a stanza to stumble over", "13:acrostic.a\n\nb,", nil},
	{"half a letter", "10:lower.Mal\xc3,", nil},
	{"another protocol", "GET / HTTP/1.1\r\n\r\n", nil},
	{"a negative length", "-1:x,", nil},
	{"a zero too many", "05:lower,", nil},
	{"a space", "5 :lower,", nil},
	{"the wrong end", "7:lower.x;", nil},
	{"one too many", "100000:lower.", nil},
	{"forty digits", strings.Repeat("9", 40), nil},
	{"an announcement", "99999:", nil},
	{"half a request", "12:lower.A.", nil},
	{"half a request, the end", "12:lower.A.", (*mumbler).end},
	{"half a request, a reset", "12:lower.A.", (*mumbler).reset},
	{"a byte now and then", "99999:", (*mumbler).drip},
	{"a request, and no end", "9:lower.ON.,", (*mumbler).pour},
	{"nothing", "", nil},
}

// mumble says each mouthful to a server, each on a connection of its own, and after each asks for
// something sensible.
func mumble(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	patience := flags.Duration("patience", 30*time.Second, "wait for the server as long as this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err == nil && len(addresses) > 1 {
		err = program.Usagef("one server at a time: there are %d", len(addresses))
	}
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	list := &mumbling{reactor: r, address: addresses[0], patience: *patience, left: mouthfuls}
	r.CallWhenRunning(list.next)
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "it hears\tas in\tand\tafter\tthen serves others")
	for _, line := range list.table {
		fmt.Fprintln(table, line)
	}
	return table.Flush()
}

// A mumbling goes through a list of mouthfuls.
type mumbling struct {
	reactor  *reactor.Reactor
	address  string
	patience time.Duration
	left     []mouthful
	table    []string
}

// next says the next mouthful, or stops the reactor.
func (l *mumbling) next() {
	if len(l.left) == 0 {
		l.reactor.Stop()
		return
	}
	m := &mumbler{mumbling: l, mouthful: l.left[0], begin: l.reactor.Now()}
	l.left = l.left[1:]
	l.reactor.ConnectTCP(l.address, m, l.patience)
}

// report has a line for what the server did, and asks whether it still serves others.
func (l *mumbling) report(m *mumbler, did string) {
	took := (l.reactor.Now() - m.begin).Seconds()
	ask(l.reactor, l.address, "lower.YES").AddBoth(func(reply string, err error) (string, error) {
		if err != nil {
			reply = err.Error()
		}
		l.table = append(l.table, fmt.Sprintf("%s\t%s\t%s\t%.1f s\t%s", m.what, excerpt(m.says), did, took, reply))
		l.next()
		return "", nil
	})
}

// excerpt returns the beginning of what is said, on one line.
func excerpt(s string) string {
	quoted := fmt.Sprintf("%q", s)
	quoted = quoted[1 : len(quoted)-1]
	if len(quoted) > 20 {
		quoted = quoted[:17] + "..."
	}
	return quoted
}
