package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"slowpoetry/chapters/22-the-end/netstring"
	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/secure"
	"slowpoetry/chapters/22-the-end/tcp"
	"slowpoetry/chapters/22-the-end/web"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// An asker asks for a poem at an address, and writes what it hears, as it comes.
type asker func(ctx context.Context, n program.Network, address string, q poem.Request, heard io.Writer) error

// askers are the ways to ask.
var askers = map[string]asker{"tcp": byTCP, "netstring": byNetstring, "json": byJSON, "events": byEvents}

func byTCP(ctx context.Context, n program.Network, address string, q poem.Request, heard io.Writer) error {
	conn, err := n.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	return tcp.Ask(conn, q, heard)
}

func byNetstring(ctx context.Context, n program.Network, address string, q poem.Request, heard io.Writer) error {
	conn, err := n.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	text, err := netstring.Get(conn, q)
	if err == nil {
		_, err = io.WriteString(heard, text)
	}
	return err
}

// client returns a client of a web server on a network. Its address has http in front even when the
// network is a secure one: that is below.
func client(n program.Network, address string) (c *web.Client, hangUp func()) {
	transport := &http.Transport{DialContext: n.DialContext}
	return &web.Client{HTTP: &http.Client{Transport: transport}, Base: "http://" + address}, transport.CloseIdleConnections
}

func byJSON(ctx context.Context, n program.Network, address string, q poem.Request, heard io.Writer) error {
	c, hangUp := client(n, address)
	defer hangUp()
	p, err := c.Get(ctx, q)
	if err == nil {
		_, err = io.WriteString(heard, p.Text)
	}
	return err
}

func byEvents(ctx context.Context, n program.Network, address string, q poem.Request, heard io.Writer) error {
	c, hangUp := client(n, address)
	defer hangUp()
	return c.Listen(ctx, q, func(piece string) { io.WriteString(heard, piece) })
}

// ask asks for a poem.
func ask(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT POEM [CHANGE]")
	by := flags.String("by", "json", "ask by this `protocol`: tcp, netstring, json or events")
	dir := flags.String("secure", "", "trust the authority in this `folder`, and find our certificate there")
	as := flags.String("as", "reader/ada", "be this `role/name`")
	patience := flags.Duration("patience", time.Minute, "wait for this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	asker, ok := askers[*by]
	if !ok {
		return program.Usagef("there is no protocol %q: there are tcp, netstring, json, events", *by)
	}
	rest := flags.Args()
	if len(rest) != 2 && len(rest) != 3 {
		return program.Usagef("ask where, and for which poem? (-h lists the flags)")
	}
	addresses, err := poetry.Addresses(rest[:1])
	if err != nil {
		return err
	}
	n := env.Net
	if *dir != "" {
		if n, err = secured(env, *dir, *as); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, *patience)
	defer cancel()
	return asker(ctx, n, addresses[0], poem.Request{Poem: rest[1], Change: strings.Join(rest[2:], "")}, env.Stdout)
}

// secured returns the network of a client that has a certificate.
func secured(env *program.Env, dir, who string) (program.Network, error) {
	us, err := secure.Load(dir, who)
	if err != nil {
		return nil, err
	}
	pool, err := secure.Trust(dir)
	if err != nil {
		return nil, err
	}
	return &secure.Network{Inner: env.Net, Identity: us, Authority: pool, Patience: 5 * time.Second, Log: quiet(env)}, nil
}

// issue signs a certificate.
func issue(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("ROLE/NAME")
	dir := flags.String("secure", "", "be the authority in this `folder`")
	lifetime := flags.Duration("for", 24*time.Hour, "for this `long`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" || flags.NArg() != 1 {
		return program.Usagef("a certificate for whom, and from which -secure folder?")
	}
	authority, err := secure.OpenAuthority(*dir)
	if err != nil {
		return err
	}
	cert, err := authority.Issue(flags.Arg(0), *lifetime)
	if err != nil {
		return err
	}
	_, err = secure.Save(*dir, flags.Arg(0), cert)
	if err == nil {
		_, err = fmt.Fprintf(env.Stdout, "%s has a certificate for %v\n", flags.Arg(0), *lifetime)
	}
	return err
}

// title returns the first line of a poem.
func title(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
