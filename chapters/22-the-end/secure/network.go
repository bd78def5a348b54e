package secure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"slowpoetry/code/socket"
)

// A Network is a network all of whose connections are mutual TLS. It takes the place of the one inside,
// and those who use it need not know: protocols, package http, the reactor.
type Network struct {
	Inner     socket.Network
	Identity  *Identity // ours
	Authority *x509.CertPool
	Admit     []string         // roles that a listener takes
	Patience  time.Duration    // for a handshake
	Now       func() time.Time // time.Now if it is nil
	Log       *slog.Logger
}

func (n *Network) now() time.Time {
	if n.Now != nil {
		return n.Now()
	}
	return time.Now()
}

// DialContext connects to a server of ours, whose certificate must say so.
func (n *Network) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, n.Patience)
	defer cancel()
	inner, err := n.Inner.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(inner, &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: Host, RootCAs: n.Authority, Time: n.Now,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return n.Identity.Certificate(), nil
		},
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		inner.Close()
		return nil, err
	}
	return conn, nil
}

// config is the configuration of a listener. RequestClientCert checks nothing: all checks are in verify, and
// have the same alert. Without tickets, a client shows its certificate each time.
func (n *Network) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Time: n.Now, ClientAuth: tls.RequestClientCert, SessionTicketsDisabled: true,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return n.Identity.Certificate(), nil
		},
		VerifyConnection: n.verify,
	}
}

//listing:verify

// verify returns nil if a client may come in, or why not.
func (n *Network) verify(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errNone
	}
	leaf := state.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: n.Authority, CurrentTime: n.now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return reason(leaf, err)
	}
	role, _, err := whoOf(leaf)
	if err == nil && !slices.Contains(n.Admit, role) {
		err = errors.New("the role " + role + " may not call this")
	}
	return err
}

//listing:end

// Listen takes connections whose clients have a certificate of our authority, and one of the roles.
func (n *Network) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	inner, err := n.Inner.Listen(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l := &listener{Listener: inner, network: n, ready: make(chan net.Conn), closed: make(chan struct{})}
	go l.accept()
	return l, nil
}

// A listener has its handshakes in goroutines, so that a client that does not finish its own holds up no
// other.
type listener struct {
	net.Listener
	network *Network
	ready   chan net.Conn // that have been let in
	failed  error         // of the listener inside, to be read when closed is closed
	closed  chan struct{}
	end     sync.Once
}

// together is how many handshakes there may be at a time. More clients have to wait.
const together = 100

func (l *listener) accept() {
	config, room := l.network.config(), make(chan struct{}, together)
	for {
		room <- struct{}{}
		inner, err := l.Listener.Accept()
		if err != nil {
			l.close(err)
			return
		}
		go func() {
			defer func() { <-room }()
			l.handshake(inner, tls.Server(inner, config))
		}()
	}
}

// handshake lets a client in, or not.
func (l *listener) handshake(inner net.Conn, conn *tls.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), l.network.Patience)
	defer cancel()
	defer context.AfterFunc(ctx, func() { inner.Close() })()
	if err := conn.HandshakeContext(ctx); err != nil {
		l.network.Log.Warn("refused", "client", inner.RemoteAddr(), "because", err)
		conn.Close()
		return
	}
	leaf := conn.ConnectionState().PeerCertificates[0]
	until := leaf.NotAfter.Sub(l.network.now())
	mortal := &mortalConn{Conn: conn, death: time.AfterFunc(until, func() {
		l.network.Log.Info("the certificate of a connection has expired", "client", inner.RemoteAddr(), "who", leaf.Subject.CommonName)
		inner.Close()
	})}
	select {
	case l.ready <- mortal:
	case <-l.closed:
		mortal.Close()
	}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.ready:
		return conn, nil
	case <-l.closed:
		return nil, l.failed
	}
}

func (l *listener) Close() error {
	err := l.Listener.Close()
	l.close(net.ErrClosed)
	return err
}

func (l *listener) close(err error) {
	l.end.Do(func() {
		l.failed = err
		close(l.closed)
	})
}

// A mortalConn ends with the certificate of its client.
type mortalConn struct {
	*tls.Conn
	death *time.Timer
}

func (c *mortalConn) Close() error {
	c.death.Stop()
	return c.Conn.Close()
}
