package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
)

// upper gives back every line in capitals, until it is interrupted.
func upper(ctx context.Context, env *program.Env, args []string) error {
	address, err := doorFlags(env, args)
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	m := &megaphone{env: env}
	port, err := r.ListenTCP(address, m)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Say something to %v.\n", port.LocalAddr())
	err = r.Run(ctx)
	m.say("%d lines from %d visitors", m.lines, m.visitors)
	return err
}

//listing:factory

// A megaphone is what the conversations of upper share: their factory.
type megaphone struct {
	env             *program.Env
	visitors, lines int // so far
}

// BuildProtocol receives a visitor.
func (m *megaphone) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	m.visitors++
	c := &conversation{megaphone: m, name: fmt.Sprintf("visitor %d", m.visitors)}
	return &protocol.LineReceiver{Handler: c, Delimiter: "\n"}
}

//listing:end

//listing:protocol

// A conversation is one visitor, whom we answer line by line.
type conversation struct {
	protocol.LineTransport
	megaphone *megaphone
	name      string
}

func (c *conversation) ConnectionMade(t protocol.LineTransport) { c.LineTransport = t }

func (c *conversation) LineReceived(line []byte) {
	c.megaphone.lines++
	c.WriteLine(strings.ToUpper(string(line)))
	if string(line) == "bye" {
		c.LoseConnection()
	}
}

func (c *conversation) ConnectionLost(reason error) { c.megaphone.say("%s: %v", c.name, reason) }

func (c *conversation) String() string { return c.name }

//listing:end

// say reports what happens.
func (m *megaphone) say(format string, args ...any) {
	fmt.Fprintf(m.env.Stderr, format+"\n", args...)
}

// doorFlags reads the command line of a server that has no poem, and returns where to listen.
func doorFlags(env *program.Env, args []string) (address string, err error) {
	flags := env.Flags("")
	host := flags.String("host", "127.0.0.1", "listen on this `address`")
	port := "0"
	flags.Func("port", "listen on port `n` (default: a free one)", func(s string) error {
		if _, err := strconv.ParseUint(s, 10, 16); err != nil {
			return errors.New("a port is a number from 0 to 65535")
		}
		port = s
		return nil
	})
	err = flags.Parse(args)
	return net.JoinHostPort(*host, port), err
}
