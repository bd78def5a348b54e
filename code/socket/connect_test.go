package socket_test

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"

	. "slowpoetry/code/socket"
)

func TestConnectGoesOnInTheBackground(t *testing.T) {
	inEachWorld(t, func(w *world) {
		l := w.listen()
		s := w.connect(l.LocalAddr().String())
		if err := s.ConnectError(); err != nil && err != ErrWouldBlock {
			t.Fatal(err)
		}
		w.await(s, Writable)
		w.no(s.ConnectError())
		w.await(l, Readable)
		accepted, err := l.Accept()
		w.no(err)
		defer accepted.Close()
		w.no(accepted.ConnectError())
		if s.LocalAddr() != accepted.RemoteAddr() || s.RemoteAddr() != accepted.LocalAddr() || s.RemoteAddr() != l.LocalAddr() {
			w.Errorf("%v to %v, and back %v to %v", s.LocalAddr(), s.RemoteAddr(), accepted.LocalAddr(), accepted.RemoteAddr())
		}
		_, err = s.Write([]byte("hello"))
		w.no(err)
		w.no(s.CloseWrite())
		w.expect(accepted, "hello")
	})
}

func TestRefusedConnectIsToldToWhoeverAsks(t *testing.T) {
	questions := map[string]func(Socket) error{
		"Read":         func(s Socket) error { _, err := s.Read(make([]byte, 10)); return err },
		"Write":        func(s Socket) error { _, err := s.Write(make([]byte, 10)); return err },
		"ConnectError": Socket.ConnectError,
		"CloseWrite":   Socket.CloseWrite,
	}
	for _, interest := range []Interest{Readable, Writable, Readable | Writable} {
		for name, ask := range questions {
			t.Run(name, func(t *testing.T) {
				inEachWorld(t, func(w *world) {
					address := w.refusing()
					s, err := w.stack.Connect(address)
					if err == nil {
						defer s.Close()
						w.await(s, interest)
						err = ask(s)
					}
					want := "connect " + address + ": "
					if !errors.Is(err, refused) || err.Error() != want+"connection refused" {
						w.Fatalf("%v; want %sconnection refused", err, want)
					}
					for again, ask := range questions {
						if s != nil && !errors.Is(ask(s), refused) {
							w.Errorf("%s then says %v", again, ask(s))
						}
					}
				})
			})
		}
	}
}

func TestTooEarlyWouldBlock(t *testing.T) {
	inEachWorld(t, func(w *world) {
		l := w.listen()
		if _, err := l.Accept(); err != ErrWouldBlock {
			w.Errorf("Accept: %v", err)
		}
		s := w.connect(l.LocalAddr().String())
		if _, err := s.Read(make([]byte, 10)); err != ErrWouldBlock {
			w.Errorf("Read: %v", err)
		}
		w.await(s, Writable)
		if _, err := s.Read(make([]byte, 10)); err != ErrWouldBlock {
			w.Errorf("Read when connected: %v", err)
		}
	})
}

func TestAddressInUseIsSaidSo(t *testing.T) {
	inEachWorld(t, func(w *world) {
		l := w.listen()
		again, err := w.stack.Listen(l.LocalAddr().String())
		if err == nil {
			again.Close()
		}
		if !errors.Is(err, inUse) || err.Error() != "listen "+l.LocalAddr().String()+": address already in use" {
			w.Errorf("%v", err)
		}
	})
}

func TestAddressIsFreeOnceItsListenerIsClosed(t *testing.T) {
	inEachWorld(t, func(w *world) {
		address := w.refusing()
		l := w.listenAt(address)
		s := w.connect(address)
		w.await(l, Readable)
		accepted, err := l.Accept()
		w.no(err)
		w.no(l.Close())
		w.no(accepted.Close()) // this end first: the one that then lingers in TIME_WAIT
		w.await(s, Readable)
		w.no(s.Close())
		again, err := w.stack.Listen(address)
		w.no(err)
		w.no(again.Close())
	})
}

func TestNonsenseIsNoAddress(t *testing.T) {
	inEachWorld(t, func(w *world) {
		for _, address := range []string{"poetry", "127.0.0.1", "127.0.0.1:-1", "127.0.0.1:65536", "1.2.3.4.5:6:7"} {
			if l, err := w.stack.Listen(address); err == nil {
				w.Errorf("listens at %q: %v", address, l.LocalAddr())
				l.Close()
			}
			s, err := w.stack.Connect(address)
			if err == nil {
				w.await(s, Readable)
				err = s.ConnectError()
				s.Close()
			}
			if err == nil || len(err.Error()) < len("connect : x") || err.Error()[:8] != "connect " {
				w.Errorf("connects to %q: %v", address, err)
			}
		}
	})
}

func TestManyMayConnectBeforeOneIsAccepted(t *testing.T) {
	inEachWorld(t, func(w *world) {
		const clients = 100
		l := w.listen()
		for range clients {
			s := w.connect(l.LocalAddr().String())
			w.await(s, Writable)
			w.no(s.ConnectError())
		}
		for range clients {
			w.await(l, Readable)
			s, err := l.Accept()
			w.no(err)
			w.no(s.Close())
		}
		if _, err := l.Accept(); err != ErrWouldBlock {
			w.Errorf("one too many: %v", err)
		}
	})
}

func TestClosedIsClosed(t *testing.T) {
	inEachWorld(t, func(w *world) {
		l := w.listen()
		s, _ := w.pair()
		p := w.poller()
		w.no(l.Close())
		w.no(s.Close())
		_, accept := l.Accept()
		_, read := s.Read(make([]byte, 1))
		_, write := s.Write(make([]byte, 1))
		for i, err := range []error{accept, read, write, s.ConnectError(), s.CloseWrite(), s.Close(), l.Close(), p.Add(s, Readable, nil), p.Add(l, Readable, nil)} {
			if !errors.Is(err, net.ErrClosed) {
				w.Errorf("%d: %v", i, err)
			}
		}
	})
}

func TestCloseEndsConnecting(t *testing.T) {
	inEachWorld(t, func(w *world) {
		l := w.listen()
		s := w.connect(l.LocalAddr().String())
		w.no(s.Close()) // whatever became of it, nothing is left behind
	})
}

func TestPeersOfPackageNet(t *testing.T) {
	inEachWorld(t, func(w *world) {
		w.needsGoroutines()
		l := w.listen()
		said := make(chan error, 1)
		go func() {
			conn, err := w.network.DialContext(context.Background(), "tcp", l.LocalAddr().String())
			if err == nil {
				_, err = conn.Write([]byte("hello"))
				conn.Close()
			}
			said <- err
		}()
		w.await(l, Readable)
		s, err := l.Accept()
		w.no(err)
		defer s.Close()
		w.expect(s, "hello")
		w.no(<-said)
	})
}

func TestIPv6AndNames(t *testing.T) {
	inEachWorld(t, func(w *world) {
		for _, host := range []string{"[::1]", "localhost"} {
			l, err := w.stack.Listen(host + ":0")
			if err != nil {
				w.Logf("not tried, for this machine cannot listen at %s: %v", host, err)
				continue
			}
			defer l.Close()
			_, port, err := net.SplitHostPort(l.LocalAddr().String())
			w.no(err)
			s := w.connect(host + ":" + port)
			w.await(s, Writable)
			w.no(s.ConnectError())
			if s.RemoteAddr() != l.LocalAddr() {
				w.Errorf("%v, %v", s.RemoteAddr(), l.LocalAddr())
			}
		}
	})
}

// What the machine calls it.
var refused, inUse error = syscall.ECONNREFUSED, syscall.EADDRINUSE
