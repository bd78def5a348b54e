package socket

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
)

// acceptedAhead is how many connections a listener takes before anybody asks. The others wait
// where the network keeps them.
const acceptedAhead = 64

// A portableListener accepts a few connections before anybody asks, to know that there are some. The
// lock of the stack guards it.
type portableListener struct {
	Watched
	stack     *portable
	inner     net.Listener
	local     netip.AddrPort
	accepted  []net.Conn
	err       error // that ended accepting ahead
	accepting bool  // a goroutine accepts ahead
}

func (l *portableListener) Readiness() Interest {
	if len(l.accepted) > 0 || l.err != nil {
		return Readable
	}
	return 0
}

// wantsMore reports whether to accept another connection ahead.
func (l *portableListener) wantsMore() bool {
	return !l.Closed && l.err == nil && len(l.accepted) < acceptedAhead
}

// prepare has the listener accept ahead, if it does not.
func (l *portableListener) prepare() {
	if !l.accepting && l.wantsMore() {
		l.accepting = true
		go l.accept()
	}
}

// accept runs on a goroutine of its own, until it has accepted enough, or cannot.
func (l *portableListener) accept() {
	for more := true; more; {
		conn, err := l.inner.Accept()
		l.stack.mu.Lock()
		switch {
		case err != nil:
			l.err = fmt.Errorf("accept: %w", cause(err))
		case l.Closed:
			conn.Close()
		default:
			l.accepted = append(l.accepted, conn)
		}
		more = l.wantsMore()
		l.accepting = more
		l.Changed()
		l.stack.mu.Unlock()
	}
}

func (l *portableListener) Accept() (Socket, error) {
	l.stack.mu.Lock()
	defer l.stack.mu.Unlock()
	defer l.prepare()
	switch {
	case l.Closed:
		return nil, net.ErrClosed
	case len(l.accepted) > 0:
		conn := l.accepted[0]
		l.accepted = slices.Delete(l.accepted, 0, 1)
		return newPortableSocket(l.stack, addrPort(conn.RemoteAddr()), conn), nil
	case l.err != nil:
		err := l.err
		l.err = nil // it may have passed
		return nil, err
	default:
		return nil, ErrWouldBlock
	}
}

func (l *portableListener) LocalAddr() netip.AddrPort {
	if l.Closed {
		return netip.AddrPort{}
	}
	return l.local
}

func (l *portableListener) Close() error {
	l.stack.mu.Lock()
	defer l.stack.mu.Unlock()
	if err := l.Shut(); err != nil {
		return err
	}
	for _, conn := range l.accepted {
		conn.Close()
	}
	l.accepted = nil
	return l.inner.Close()
}
