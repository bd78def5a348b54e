package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/netip"
	"text/tabwriter"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// question is what the demo asks three servers.
const question = "drawl.slow water"

// demo sends a request to three servers, cut in four ways, and prints the replies.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	rows, err := servers(r)
	if err != nil {
		return err
	}
	askAll(r, rows, func() { r.Stop() })
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	fmt.Fprintf(env.Stdout, "What comes back when %q is sent\n\n", question)
	return printReplies(env.Stdout, rows)
}

// A row is one of the servers, and what it has replied to each way of cutting.
type row struct {
	takes   string // for a request
	request string // as it wants it
	address string
	replies []string
}

// servers starts the three servers, over one service.
func servers(r *reactor.Reactor) ([]*row, error) {
	service := transform.NewService(transform.Engines())
	netstring := string(protocol.AppendNetstring(nil, question))
	rows := []*row{
		{takes: "whatever one read returns", request: question},
		{takes: "everything up to the end", request: question},
		{takes: "a netstring", request: netstring},
	}
	for i, factory := range []protocol.Factory{
		protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return &pieceServer{service: service} }),
		protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol { return &endServer{service: service} }),
		&transformd.Server{Reactor: r, Service: service, Timeout: time.Minute},
	} {
		port, err := r.ListenTCP("127.0.0.1:0", factory)
		if err != nil {
			return nil, err
		}
		rows[i].address = port.LocalAddr().String()
	}
	return rows, nil
}

// A cutting is a way of sending a request in pieces.
type cutting struct {
	name string
	cut  func(request string) []string
}

var cuttings = []cutting{
	{"whole", func(s string) []string { return []string{s} }},
	{"in two", func(s string) []string { return []string{s[:len(s)-6], s[len(s)-6:]} }},
	{"byte by byte", bytewise},
	{"broken off", func(s string) []string { return []string{s[:len(s)-6]} }},
}

func bytewise(s string) (pieces []string) {
	for i := range len(s) {
		pieces = append(pieces, s[i:i+1])
	}
	return pieces
}

// askAll asks each server in each way, all at once, and calls done when every reply is there.
func askAll(r *reactor.Reactor, rows []*row, done func()) {
	missing := len(rows) * len(cuttings)
	for _, row := range rows {
		row.replies = make([]string, len(cuttings))
		for i, c := range cuttings {
			s := &speaker{reactor: r, pieces: c.cut(row.request)}
			s.done = func(heard string, failed error) {
				if row.replies[i] = heard; failed != nil {
					row.replies[i] = failed.Error()
				}
				if missing--; missing == 0 {
					done()
				}
			}
			r.ConnectTCP(row.address, s, 0)
		}
	}
}

// printReplies prints a table of the replies.
func printReplies(w io.Writer, rows []*row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "the server takes")
	for _, c := range cuttings {
		fmt.Fprintf(table, "\t%s", c.name)
	}
	fmt.Fprintln(table)
	for _, row := range rows {
		fmt.Fprint(table, row.takes)
		for _, reply := range row.replies {
			fmt.Fprintf(table, "\t%s", cmp.Or(reply, "-"))
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
