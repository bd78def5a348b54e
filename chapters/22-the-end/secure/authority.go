// Package secure has connections both ends of which know who the other is: mutual TLS, version 1.3 and no
// other.
//
//	authority, err := secure.NewAuthority(time.Now)
//	server, err := authority.NewIdentity("server/poems", time.Hour)
//	network := &secure.Network{Inner: env.Net, Identity: server, Authority: authority, Admit: []string{"reader"}}
//	door, err := network.Listen(ctx, "tcp", "127.0.0.1:10001")
//
// A certificate says a role and a name, "reader/ada", and lasts for hours. It is renewed while its owner
// runs. To revoke it is not to renew it.
//
// The one rule: why a client is refused goes into the log. What goes over the wire is that it is, in
// the same words for all.
package secure

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Host is what certificates call every server of ours: there is one service, wherever it runs.
const Host = "poems.internal"

// An Authority signs certificates. Any goroutine may use it.
type Authority struct {
	now  func() time.Time
	cert *x509.Certificate
	key  ed25519.PrivateKey

	mu      sync.Mutex
	revoked map[string]bool
}

// NewAuthority returns an authority with a new key, in memory.
func NewAuthority(now func() time.Time) (*Authority, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "poetry authority"},
		NotBefore: now().Add(-time.Hour), NotAfter: now().AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{now: now, cert: cert, key: key, revoked: map[string]bool{}}, err
}

// serial returns a serial number that no other certificate has.
func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic(err) // which package rand promises not to return
	}
	return n
}

// Pool returns what a TLS configuration trusts that trusts this authority.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// ErrRevoked is why a certificate is not renewed.
var ErrRevoked = errors.New("revoked")

// Revoke refuses to sign certificates for who from now on. The one that there is lasts to its end.
func (a *Authority) Revoke(who string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.revoked[who] = true
}

// Issue signs a certificate for who, ROLE/NAME. One with the role server is for servers, all others are
// for clients.
func (a *Authority) Issue(who string, lifetime time.Duration) (*tls.Certificate, error) {
	a.mu.Lock()
	revoked := a.revoked[who]
	a.mu.Unlock()
	if revoked {
		return nil, fmt.Errorf("a certificate for %s: %w", who, ErrRevoked)
	}
	role, name, ok := strings.Cut(who, "/")
	if !ok || role == "" || name == "" {
		return nil, fmt.Errorf("a certificate is for ROLE/NAME, and %q is not one", who)
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: who}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: a.now().Add(-time.Minute), NotAfter: a.now().Add(lifetime),
		URIs: []*url.URL{{Scheme: scheme, Host: role, Path: "/" + name}},
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if role == "server" {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		template.DNSNames = []string{Host}
	}
	return a.sign(template)
}

// sign makes a key, and a certificate for it.
func (a *Authority) sign(template *x509.Certificate) (*tls.Certificate, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, public, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// scheme is that of the URI in our certificates, which says role and name: poetry://reader/ada.
const scheme = "poetry"
