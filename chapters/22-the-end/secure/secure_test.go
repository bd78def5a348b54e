package secure

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/sim"
)

// A bench is a network in memory with a server on it, which says "hello" to those it lets in.
type bench struct {
	t         *testing.T
	inner     *sim.Network
	authority *Authority
	server    *Identity
	log       *logbook
	door      net.Listener
}

// on runs a test on a bench, in simulated time.
func on(t *testing.T, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, inner: new(sim.Network), log: new(logbook)}
		var err error
		if b.authority, err = NewAuthority(time.Now); err != nil {
			t.Fatal(err)
		}
		if b.server, err = b.authority.NewIdentity("server/poems", time.Hour); err != nil {
			t.Fatal(err)
		}
		n := b.network(b.server)
		if b.door, err = n.Listen(t.Context(), "tcp", "127.0.0.1:10001"); err != nil {
			t.Fatal(err)
		}
		var clients sync.WaitGroup
		defer clients.Wait()
		defer b.door.Close()
		clients.Go(func() {
			for {
				conn, err := b.door.Accept()
				if err != nil {
					return
				}
				clients.Go(func() {
					defer conn.Close()
					io.WriteString(conn, "hello")
					io.Copy(io.Discard, conn)
				})
			}
		})
		test(b)
	})
}

func (b *bench) network(i *Identity) *Network {
	return &Network{Inner: b.inner, Identity: i, Authority: b.authority.Pool(), Admit: []string{"reader"}, Patience: 5 * time.Second,
		Log: slog.New(slog.NewTextHandler(b.log, nil))}
}

// A logbook is a log that any goroutine may write and read.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// issue returns an identity with one certificate.
func (b *bench) issue(a *Authority, who string, lifetime time.Duration) *Identity {
	cert, err := a.Issue(who, lifetime)
	if err != nil {
		b.t.Fatal(err)
	}
	return Fixed(cert)
}

// hear connects, and returns what it hears, or why not.
func (b *bench) hear(n *Network) (string, error) {
	conn, err := n.DialContext(b.t.Context(), "tcp", "127.0.0.1:10001")
	if err != nil {
		return "", err
	}
	defer conn.Close()
	text := make([]byte, 5)
	_, err = io.ReadFull(conn, text)
	return string(text), err
}

func TestAReaderIsLetIn(t *testing.T) {
	on(t, func(b *bench) {
		t := b.t
		if text, err := b.hear(b.network(b.issue(b.authority, "reader/ada", time.Hour))); text != "hello" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
	})
}

// selfSigned returns a certificate that looks like one of ours, but has signed itself.
func (b *bench) selfSigned() *Identity {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		b.t.Fatal(err)
	}
	cert, err := b.authority.Issue("reader/ada", time.Hour)
	if err != nil {
		b.t.Fatal(err)
	}
	like := cert.Leaf
	template := &x509.Certificate{SerialNumber: like.SerialNumber, Subject: like.Subject, URIs: like.URIs,
		NotBefore: like.NotBefore, NotAfter: like.NotAfter, ExtKeyUsage: like.ExtKeyUsage}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		b.t.Fatal(err)
	}
	return Fixed(&tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})
}

// nameless returns a certificate of our authority that says no role.
func (b *bench) nameless() *Identity {
	cert, err := b.authority.sign(&x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "reader/ada"},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return Fixed(cert)
}

// Each kind of bad certificate has its reason in the log, and the same word on the wire.
func TestBadCertificatesAreRefused(t *testing.T) {
	const alert = "remote error: tls: bad certificate"
	for because, make := range map[string]func(b *bench) *Identity{
		"no certificate": func(b *bench) *Identity { return Fixed(&tls.Certificate{}) },
		"the certificate of reader/ada is valid from 1999-12-31 23:59:00 to 2000-01-01 01:00:00": func(b *bench) *Identity {
			i := b.issue(b.authority, "reader/ada", time.Hour)
			b.server.Renew()
			time.Sleep(time.Hour + time.Second)
			b.server.Renew()
			return i
		},
		"reader/ada has a certificate of another authority": func(b *bench) *Identity {
			foreign, err := NewAuthority(time.Now)
			if err != nil {
				b.t.Fatal(err)
			}
			return b.issue(foreign, "reader/ada", time.Hour)
		},
		"reader/ada has signed its certificate itself":    (*bench).selfSigned,
		"the certificate of reader/ada has no role in it": (*bench).nameless,
		"the certificate of server/x is not for a client": func(b *bench) *Identity { return b.issue(b.authority, "server/x", time.Hour) },
		"the role critic may not call this":               func(b *bench) *Identity { return b.issue(b.authority, "critic/bob", time.Hour) },
	} {
		on(t, func(b *bench) {
			t := b.t
			client := b.network(make(b))
			_, err := b.hear(client)
			synctest.Wait()
			if err == nil || err.Error() != alert {
				t.Errorf("%s: on the wire: %v", because, err)
			}
			if log := b.log.String(); !strings.Contains(log, `because="`+because+`"`) || strings.Count(log, "\n") != 1 {
				t.Errorf("%s: in the log: %s", because, log)
			}
			if text, err := b.hear(b.network(b.issue(b.authority, "reader/eve", time.Hour))); text != "hello" || err != nil {
				t.Errorf("after %s, the next: %q, %v", because, text, err)
			}
		})
	}
}

// A client refuses a server that is not ours, and sends it no request.
func TestAClientRefusesAServer(t *testing.T) {
	for want, make := range map[string]func(b *bench) (*Identity, error){
		"x509: certificate is not valid for any names, but wanted to match poems.internal": func(b *bench) (*Identity, error) {
			cert, err := b.authority.sign(&x509.Certificate{SerialNumber: serial(), Subject: pkix.Name{CommonName: "server/x"},
				NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
			return Fixed(cert), err
		},
		"x509: certificate has expired or is not yet valid: ": func(b *bench) (*Identity, error) {
			cert, err := b.authority.Issue("server/poems", time.Minute)
			time.Sleep(2 * time.Minute)
			return Fixed(cert), err
		},
		"x509: certificate signed by unknown authority": func(b *bench) (*Identity, error) {
			foreign, err := NewAuthority(time.Now)
			if err != nil {
				return nil, err
			}
			return foreign.NewIdentity("server/poems", time.Hour)
		},
	} {
		on(t, func(b *bench) {
			t := b.t
			i, err := make(b)
			if err != nil {
				t.Fatal(err)
			}
			b.server.current.Store(i.Certificate())
			_, err = b.hear(b.network(b.issue(b.authority, "reader/ada", time.Hour)))
			synctest.Wait()
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", want, err)
			}
			if !strings.Contains(b.log.String(), "remote error: tls: ") {
				t.Errorf("%s: the server's log: %s", want, b.log)
			}
		})
	}
}

// A server that runs gets a new certificate, and shows it to the next client.
func TestACertificateIsRenewedWithoutARestart(t *testing.T) {
	on(t, func(b *bench) {
		t := b.t
		ctx, stop := context.WithCancel(b.t.Context())
		defer stop()
		client, err := b.authority.NewIdentity("reader/ada", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []*Identity{b.server, client} {
			go i.KeepFresh(ctx, slog.New(slog.DiscardHandler))
		}
		first := b.server.Certificate().Leaf.SerialNumber
		for range 24 { // a day, with certificates for an hour
			time.Sleep(time.Hour)
			if text, err := b.hear(b.network(client)); text != "hello" || err != nil {
				t.Fatalf("%q, %v", text, err)
			}
		}
		if b.server.Certificate().Leaf.SerialNumber.Cmp(first) == 0 {
			t.Error("the certificate is still the first")
		}
		b.authority.Revoke("reader/ada")
		if err := client.Renew(); !errors.Is(err, ErrRevoked) {
			t.Errorf("a revoked one is renewed: %v", err)
		}
		time.Sleep(time.Hour)
		if _, err := b.hear(b.network(client)); err == nil {
			t.Error("it is let in an hour after it was revoked")
		}
	})
}

// A connection ends with the certificate that has opened it.
func TestAConnectionEndsWithItsCertificate(t *testing.T) {
	on(t, func(b *bench) {
		t := b.t
		start := time.Now()
		conn, err := b.network(b.issue(b.authority, "reader/ada", 10*time.Minute)).DialContext(b.t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.Copy(io.Discard, conn)
		if took := time.Since(start); took != 10*time.Minute {
			t.Errorf("it ends after %v", took)
		}
	})
}

// Clients who do not finish their handshake, or speak an older TLS, or none, hold up no other.
func TestBadHandshakes(t *testing.T) {
	on(t, func(b *bench) {
		t := b.t
		for range 50 {
			conn, err := b.inner.DialContext(b.t.Context(), "tcp", "127.0.0.1:10001")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
		}
		old, err := b.inner.DialContext(b.t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		err = tls.Client(old, &tls.Config{MaxVersion: tls.VersionTLS12, RootCAs: b.authority.Pool(), ServerName: Host}).Handshake()
		if err == nil || !strings.Contains(err.Error(), "protocol version not supported") {
			t.Errorf("TLS 1.2: %v", err)
		}
		start := time.Now()
		if text, err := b.hear(b.network(b.issue(b.authority, "reader/ada", time.Hour))); text != "hello" || err != nil || time.Since(start) != 0 {
			t.Errorf("after %v: %q, %v", time.Since(start), text, err)
		}
		time.Sleep(6 * time.Second)
		if n := strings.Count(b.log.String(), "refused"); n != 51 {
			t.Errorf("%d in the log", n)
		}
	})
}

func TestAnAuthorityOnDisk(t *testing.T) {
	dir := t.TempDir()
	first, err := OpenAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenAuthority(dir)
	if err != nil || !again.cert.Equal(first.cert) {
		t.Fatalf("another authority: %v", err)
	}
	cert, err := again.Issue("reader/ada", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	file, err := Save(dir, "reader/ada", cert)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{file, dir + "/" + keyFile} {
		if info, err := os.Stat(secret); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v, %v", secret, info, err)
		}
	}
	ada, err := Load(dir, "reader/ada")
	if err != nil {
		t.Fatal(err)
	}
	pool, err := Trust(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ada.Certificate().Leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(dir+"/"+certFile, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenAuthority(dir); err == nil {
		t.Error("a broken file is taken")
	}
	for _, who := range []string{"", "ada", "/ada", "reader/"} {
		if _, err := first.Issue(who, time.Hour); err == nil {
			t.Errorf("%q gets a certificate", who)
		}
	}
}
