package socket_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/sim"
	. "slowpoetry/code/socket"
)

// simulated runs a test in virtual time, on a network in memory.
func simulated(t *testing.T, test func(w *world)) {
	synctest.Test(t, func(t *testing.T) {
		network := new(sim.Network)
		test(&world{t, Portable(network), network, true})
	})
}

func TestPortableReportsInOrderOfAdding(t *testing.T) {
	simulated(t, func(w *world) {
		var sockets [5]Socket
		var peers [5]peerConn
		for i := range sockets {
			sockets[i], peers[i] = w.pair()
		}
		p := w.poller()
		for _, i := range []int{3, 0, 4, 1, 2} {
			w.no(p.Add(sockets[i], Readable, i))
		}
		for _, i := range []int{1, 4, 2, 0, 3} { // in this order they become ready
			w.say(peers[i], "words")
			synctest.Wait()
		}
		waits := func(room int) (owners []any) {
			events := make([]Event, room)
			n, err := p.Wait(events, -1)
			w.no(err)
			for _, e := range events[:n] {
				owners = append(owners, e.Owner)
			}
			return owners
		}
		got := fmt.Sprint(waits(8), waits(8), waits(2), waits(2), waits(2), waits(5), waits(8))
		want := "[3 0 4 1 2] [3 0 4 1 2] [3 0] [4 1] [2 3] [0 4 1 3 2] [3 0 4 1 2]"
		if got != want {
			w.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestPortableCloseGivesUpConnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t, Portable(blackHole{}), nil, true}
		s := w.connect("192.0.2.1:10000")
		p := w.poller()
		w.no(p.Add(s, Readable|Writable, nil))
		if n, err := p.Wait(make([]Event, 1), time.Hour); n != 0 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		if err := s.ConnectError(); err != ErrWouldBlock {
			t.Errorf("%v", err)
		}
		if n, err := s.Write([]byte("hello")); n != 0 || err != ErrWouldBlock {
			t.Errorf("%d, %v", n, err)
		}
		if s.RemoteAddr().String() != "192.0.2.1:10000" || s.LocalAddr().IsValid() {
			t.Errorf("%v, %v", s.RemoteAddr(), s.LocalAddr())
		}
		w.no(s.Close()) // a goroutine that stays makes the bubble fail
	})
}

// A blackHole answers nobody.
type blackHole struct{}

func (blackHole) Listen(context.Context, string, string) (net.Listener, error) {
	return nil, errors.New("nobody listens in a black hole")
}

func (blackHole) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestPortableCloseGivesUpOnOneWhoNeverReads(t *testing.T) {
	simulated(t, func(w *world) {
		s, peer := w.pair()
		taken := w.fill(s, make([]byte, 100_000))
		w.no(s.Close())
		start := time.Now()
		time.Sleep(Lingering - 1)
		got, err := peer.Read(make([]byte, 10))
		if got != 10 || err != nil {
			w.Fatalf("%d, %v", got, err)
		}
		rest, err := io.Copy(io.Discard, peer)
		if err != nil || int(rest)+10 != taken {
			w.Errorf("taken %d, received %d, %v", taken, rest+10, err)
		}
		if time.Since(start) > Lingering {
			w.Errorf("it took %v", time.Since(start))
		}

		s, peer = w.pair()
		taken = w.fill(s, make([]byte, 100_000))
		w.no(s.Close())
		time.Sleep(Lingering + 1)
		rest, err = io.Copy(io.Discard, peer)
		if err != nil || rest == 0 || int(rest) >= taken {
			w.Errorf("taken %d, received %d, %v", taken, rest, err)
		}
	})
}

// TestPortableKeepsOneGoroutineForEachReader counts them.
func TestPortableKeepsOneGoroutineForEachReader(t *testing.T) {
	simulated(t, func(w *world) {
		count := func() int {
			synctest.Wait()
			stacks := make([]byte, 1<<20)
			return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "created by slowpoetry/code/socket.(*portable")
		}
		p := w.poller()
		before := count()
		var sockets [10]Socket
		for i := range sockets {
			s, _ := w.pair()
			w.no(p.Add(s, Writable, nil))
			_, err := s.Write([]byte("words"))
			w.no(err)
			sockets[i] = s
		}
		if n := count() - before; n != 0 {
			w.Errorf("%d for ten who do not read", n)
		}
		for _, s := range sockets {
			w.no(p.Modify(s, Readable))
		}
		if n := count() - before; n != len(sockets) {
			w.Errorf("%d for ten who read", n)
		}
	})
}

func TestPortableListenerSurvivesAFailure(t *testing.T) {
	simulated(t, func(w *world) {
		network := &failingNetwork{Network: w.network, failures: 2}
		w.stack = Portable(network)
		l := w.listen()
		s := w.connect(l.LocalAddr().String())
		p := w.poller()
		w.no(p.Add(l, Readable, nil))
		for range 2 {
			w.one(p, l, Readable)
			if _, err := l.Accept(); !errors.Is(err, syscall.EMFILE) {
				w.Errorf("%v", err)
			}
		}
		w.one(p, l, Readable)
		accepted, err := l.Accept()
		w.no(err)
		w.no(accepted.Close())
		w.expect(s, "")
	})
}

// A failingNetwork has listeners that fail a few times before they accept.
type failingNetwork struct {
	Network
	failures int
}

func (n *failingNetwork) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	l, err := n.Network.Listen(ctx, network, address)
	return &failingListener{l, n}, err
}

type failingListener struct {
	net.Listener
	network *failingNetwork
}

func (l *failingListener) Accept() (net.Conn, error) {
	if l.network.failures > 0 {
		l.network.failures--
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: syscall.EMFILE}
	}
	return l.Listener.Accept()
}

// A kernel that tells our write of a reset has an end for our read, before or after that.
func TestPortableHeedsAReset(t *testing.T) {
	for _, writeFirst := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			c := &resetConn{read: time.Second, write: 2 * time.Second}
			if writeFirst {
				c.read, c.write = c.write, c.read
			}
			stack := Portable(c)
			s, err := stack.Connect("127.0.0.1:1")
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			p, err := stack.NewPoller()
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if err := p.Add(s, Readable, nil); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if _, err := s.Write([]byte("anybody?")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
			if _, err := s.Read(make([]byte, 10)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("write first %v: Read: %v", writeFirst, err)
			}
		})
	}
}

// A resetConn is a connection that was reset, and the network that makes it.
type resetConn struct {
	net.Conn
	read, write time.Duration // when they return
}

func (c *resetConn) DialContext(context.Context, string, string) (net.Conn, error) { return c, nil }

func (c *resetConn) Listen(context.Context, string, string) (net.Listener, error) {
	return nil, errors.ErrUnsupported
}

func (c *resetConn) Read([]byte) (int, error) {
	time.Sleep(c.read)
	return 0, io.EOF
}

func (c *resetConn) Write([]byte) (int, error) {
	time.Sleep(c.write)
	return 0, syscall.ECONNRESET
}

func (c *resetConn) Close() error { return nil }
