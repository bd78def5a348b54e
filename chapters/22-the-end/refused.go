package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"slowpoetry/chapters/22-the-end/secure"
	"slowpoetry/code/book/program"
)

// refused shows a server each kind of certificate, and prints what the client hears and what the log has.
func refused(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	authority, err := secure.NewAuthority(time.Now)
	if err != nil {
		return err
	}
	shown, err := certificates(authority)
	if err != nil {
		return err
	}
	us, err := authority.NewIdentity("server/poems", time.Hour)
	if err != nil {
		return err
	}
	log := make(chan string, 1)
	n := &secure.Network{Inner: env.Net, Identity: us, Authority: authority.Pool(), Admit: []string{"reader"}, Patience: 5 * time.Second,
		Log: slog.New(&heard{log})}
	door, err := n.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer door.Close()
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			io.WriteString(conn, "slack water")
			conn.Close()
		}
	}()
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "a client with\thears\tand the log has")
	for _, s := range shown {
		reader := &secure.Network{Inner: env.Net, Identity: secure.Fixed(s.cert), Authority: authority.Pool(), Patience: 5 * time.Second}
		reason := "-"
		hears := hear(ctx, reader, door.Addr().String())
		if strings.HasPrefix(hears, "remote") {
			reason = <-log
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", s.what, hears, reason)
	}
	return table.Flush()
}

// hear returns what a client hears.
func hear(ctx context.Context, n program.Network, address string) string {
	conn, err := n.DialContext(ctx, "tcp", address)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	text, err := io.ReadAll(conn)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// A shown certificate is one that a server is shown.
type shown struct {
	what string
	cert *tls.Certificate
}

// certificates returns one of each kind.
func certificates(authority *secure.Authority) (all []shown, err error) {
	foreign, err := secure.NewAuthority(time.Now)
	if err != nil {
		return nil, err
	}
	for _, kind := range []struct {
		what, who string
		by        *secure.Authority
		lifetime  time.Duration
	}{
		{"a good one", "reader/ada", authority, time.Hour},
		{"one that has expired", "reader/ada", authority, -time.Second},
		{"one of a foreign authority", "reader/ada", foreign, time.Hour},
		{"the role of a critic", "critic/bob", authority, time.Hour},
		{"a server's", "server/poems", authority, time.Hour},
	} {
		cert, err := kind.by.Issue(kind.who, kind.lifetime)
		if err != nil {
			return nil, err
		}
		all = append(all, shown{kind.what, cert})
	}
	own, err := selfSigned(all[0].cert.Leaf)
	return append(all, shown{"one it has signed itself", own}, shown{"no certificate", &tls.Certificate{}}), err
}

// selfSigned returns a certificate that says what another says, but has signed itself.
func selfSigned(like *x509.Certificate) (*tls.Certificate, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: like.SerialNumber, Subject: like.Subject, URIs: like.URIs,
		NotBefore: like.NotBefore, NotAfter: like.NotAfter, ExtKeyUsage: like.ExtKeyUsage}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// heard is a log that passes on why clients were refused.
type heard struct{ reasons chan string }

func (h *heard) Enabled(context.Context, slog.Level) bool { return true }
func (h *heard) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h *heard) WithGroup(string) slog.Handler            { return h }
func (h *heard) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "because" {
			h.reasons <- a.Value.String()
		}
		return true
	})
	return nil
}
