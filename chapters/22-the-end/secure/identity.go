package secure

import (
	"context"
	"crypto/tls"
	"log/slog"
	"sync/atomic"
	"time"
)

// An Identity is a certificate and its successors. Any goroutine may use it.
type Identity struct {
	Who string

	renew   func() (*tls.Certificate, error)
	current atomic.Pointer[tls.Certificate]
}

// NewIdentity returns an identity whose certificates the authority signs.
func (a *Authority) NewIdentity(who string, lifetime time.Duration) (*Identity, error) {
	i := &Identity{Who: who, renew: func() (*tls.Certificate, error) { return a.Issue(who, lifetime) }}
	return i, i.Renew()
}

// Fixed returns an identity that has one certificate and is not renewed.
func Fixed(cert *tls.Certificate) *Identity {
	i := &Identity{renew: func() (*tls.Certificate, error) { return cert, nil }}
	i.current.Store(cert)
	return i
}

// Renew replaces the certificate. Connections that are made from now on have the new one; those that there
// are end when theirs does.
func (i *Identity) Renew() error {
	cert, err := i.renew()
	if err == nil {
		i.current.Store(cert)
	}
	return err
}

// KeepFresh renews the certificate whenever two thirds of its time are over, until ctx is done. When
// that fails it is logged, and tried again after a while.
func (i *Identity) KeepFresh(ctx context.Context, log *slog.Logger) {
	for {
		leaf := i.Certificate().Leaf
		left := time.Until(leaf.NotAfter)
		wait := left - leaf.NotAfter.Sub(leaf.NotBefore)/3
		select {
		case <-time.After(max(wait, left/10, time.Second)):
		case <-ctx.Done():
			return
		}
		if err := i.Renew(); err != nil {
			log.Error("the certificate is not renewed", "who", i.Who, "until", leaf.NotAfter, "err", err)
		}
	}
}

// Certificate returns the certificate as it is now.
func (i *Identity) Certificate() *tls.Certificate { return i.current.Load() }
