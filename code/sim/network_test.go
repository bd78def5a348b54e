package sim

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// within runs a test in virtual time, on a network of its own. A goroutine that is left behind
// makes it fail.
func within(t *testing.T, test func(t *testing.T, world *Network)) {
	synctest.Test(t, func(t *testing.T) { test(t, new(Network)) })
}

func listen(t *testing.T, world *Network, address string) net.Listener {
	t.Helper()
	l, err := world.Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func dial(t *testing.T, world *Network, address string) *Conn {
	t.Helper()
	c, err := world.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*Conn)
}

func pair(t *testing.T, world *Network) (near, far *Conn) {
	t.Helper()
	l := listen(t, world, "127.0.0.1:0")
	defer l.Close()
	near = dial(t, world, l.Addr().String())
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return near, c.(*Conn)
}

func TestErrorsReadLikeTheSystems(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		listen(t, world, "127.0.0.1:10000")
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		for _, try := range []struct {
			ctx                context.Context
			what, net, address string
			is                 error
			text               string
		}{
			{t.Context(), "listen", "tcp", "127.0.0.1:10000", syscall.EADDRINUSE, "listen tcp 127.0.0.1:10000: bind: address already in use"},
			{t.Context(), "listen", "tcp", ":10000", syscall.EADDRINUSE, "listen tcp [::]:10000: bind: address already in use"},
			{t.Context(), "dial", "tcp", "127.0.0.1:10001", syscall.ECONNREFUSED, "dial tcp 127.0.0.1:10001: connect: connection refused"},
			{t.Context(), "dial", "tcp", "10.0.0.1:10000", syscall.ECONNREFUSED, "dial tcp 10.0.0.1:10000: connect: connection refused"},
			{t.Context(), "dial", "tcp", "poetry.example:10000", nil, "dial tcp: lookup poetry.example: no such host"},
			{t.Context(), "dial", "tcp", "127.0.0.1", nil, "dial tcp: address 127.0.0.1: missing port in address"},
			{t.Context(), "dial", "tcp", "127.0.0.1:65536", nil, `dial tcp: invalid port "65536"`},
			{t.Context(), "listen", "udp", "127.0.0.1:0", net.UnknownNetworkError("udp"), "listen udp: unknown network udp"},
			{cancelled, "listen", "tcp", "127.0.0.1:0", context.Canceled, "listen tcp 127.0.0.1:0: context canceled"},
			{cancelled, "dial", "tcp", "127.0.0.1:10000", context.Canceled, "dial tcp 127.0.0.1:10000: context canceled"},
		} {
			var err error
			if try.what == "listen" {
				_, err = world.Listen(try.ctx, try.net, try.address)
			} else {
				_, err = world.DialContext(try.ctx, try.net, try.address)
			}
			if err == nil || err.Error() != try.text || try.is != nil && !errors.Is(err, try.is) {
				t.Errorf("%s %s: %v\nwant %s", try.what, try.address, err, try.text)
			}
		}
	})
}

func TestAddressesAreThoseOfTCP(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		l := listen(t, world, "localhost:10000")
		c := dial(t, world, ":10000")
		far, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer far.Close()
		if l.Addr().(*net.TCPAddr).String() != "127.0.0.1:10000" || c.RemoteAddr().String() != "127.0.0.1:10000" {
			t.Errorf("%v %v", l.Addr(), c.RemoteAddr())
		}
		if c.LocalAddr().String() != far.RemoteAddr().String() || far.LocalAddr().String() != c.RemoteAddr().String() {
			t.Errorf("%v %v", c.LocalAddr(), far.RemoteAddr())
		}
	})
}

func TestPortsAreFreeOnceTheirListenerIsClosed(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		first, second := listen(t, world, "127.0.0.1:0"), listen(t, world, "127.0.0.1:0")
		if first.Addr().String() == second.Addr().String() {
			t.Errorf("%v twice", first.Addr())
		}
		first.Close()
		listen(t, world, first.Addr().String())
		if err := first.Close(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("closing twice: %v", err)
		}
		dial(t, world, first.Addr().String()) // the second close left the new listener alone
	})
}

func TestEveryPortIsGivenOutInTurn(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		listen(t, world, "127.0.0.1:1")
		world.world.lastPort = finalPort - 1
		for _, want := range []int{finalPort, firstPort, firstPort + 1} {
			if got := listen(t, world, "127.0.0.1:0").Addr().(*net.TCPAddr).Port; got != want {
				t.Errorf("%d, want %d", got, want)
			}
		}
		world.world.lastPort = firstPort - 1
		if got := dial(t, world, "127.0.0.1:65535").LocalAddr().(*net.TCPAddr).Port; got != firstPort+2 {
			t.Errorf("%d", got) // those in between are taken
		}
	})
}

func TestAConnectionStandsBeforeItIsAccepted(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		l := listen(t, world, "127.0.0.1:10000")
		early, late := dial(t, world, "127.0.0.1:10000"), dial(t, world, "127.0.0.1:10000")
		io.WriteString(early, "hello")
		early.CloseWrite()
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if text, err := io.ReadAll(c); string(text) != "hello" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		l.Close()
		if _, err := late.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("reading from one who never accepted: %v", err)
		}
	})
}

func TestCloseEndsAccept(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		l := listen(t, world, "127.0.0.1:0")
		time.AfterFunc(time.Hour, func() { l.Close() })
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%v", err)
		}
	})
}

func TestWriteWaitsForRoom(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		world.Buffer = 10
		near, far := pair(t, world)
		start := time.Now()
		go func() {
			for range 3 {
				time.Sleep(time.Second)
				io.ReadFull(far, make([]byte, 10))
			}
		}()
		n, err := near.Write(make([]byte, 35))
		if n != 35 || err != nil || time.Since(start) != 3*time.Second {
			t.Errorf("%d, %v after %v", n, err, time.Since(start))
		}
	})
}

func TestABufferOf64KiB(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		near, _ := pair(t, world)
		near.SetWriteDeadline(time.Now().Add(time.Second))
		if n, err := near.Write(make([]byte, 100_000)); n != 65536 || !err.(net.Error).Timeout() {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestDeadlinesPassWhenTheyShould(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		near, _ := pair(t, world)
		start := time.Now()
		near.SetReadDeadline(start.Add(time.Hour))
		near.SetReadDeadline(start.Add(time.Minute)) // the other one is off
		_, err := near.Read(make([]byte, 1))
		if !err.(net.Error).Timeout() || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		time.AfterFunc(time.Minute, func() { near.SetReadDeadline(start.Add(3 * time.Minute)) })
		near.SetReadDeadline(time.Time{})
		if near.Read(make([]byte, 1)); time.Since(start) != 3*time.Minute {
			t.Errorf("it passed after %v", time.Since(start))
		}
	})
}

func TestEachHalfClosesByItself(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		near, far := pair(t, world)
		io.WriteString(near, "question")
		near.CloseWrite()
		question, err := io.ReadAll(far)
		if string(question) != "question" || err != nil {
			t.Errorf("%q, %v", question, err)
		}
		if _, err := near.Write([]byte("more")); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("writing after CloseWrite: %v", err)
		}
		io.WriteString(far, "answer")
		far.Close()
		answer, err := io.ReadAll(near)
		if string(answer) != "answer" || err != nil {
			t.Errorf("%q, %v", answer, err)
		}
	})
}

func TestCloseResetsWhatCannotBeDelivered(t *testing.T) {
	for name, leave := range map[string]func(near, far *Conn){
		"told to":          func(_, far *Conn) { far.SetLinger(0) },
		"something unread": func(near, _ *Conn) { io.WriteString(near, "unread") },
	} {
		t.Run(name, func(t *testing.T) {
			within(t, func(t *testing.T, world *Network) {
				near, far := pair(t, world)
				io.WriteString(far, "words")
				leave(near, far)
				far.Close()
				text, err := io.ReadAll(near)
				if string(text) != "words" || !errors.Is(err, syscall.ECONNRESET) || !strings.HasSuffix(err.Error(), ": read: connection reset by peer") {
					t.Errorf("%q, %v", text, err)
				}
				if _, err := near.Write([]byte("more")); !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

func TestWritingToOneWhoHasLeftFails(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		world.Buffer = 10
		near, far := pair(t, world)
		time.AfterFunc(time.Second, func() { far.Close() })
		_, err := near.Write(make([]byte, 11))
		// Ten bytes are lost, which the other end had not read.
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%v", err)
		}
		near, far = pair(t, world)
		far.Close()
		if _, err := near.Write(make([]byte, 1)); err != nil { // which the other end answers with a reset
			t.Errorf("the first: %v", err)
		}
		if _, err := near.Write(make([]byte, 1)); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("the second: %v", err)
		}
	})
}

func TestWritesDoNotMingle(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		world.Buffer = 7
		near, far := pair(t, world)
		var writers sync.WaitGroup
		for _, letter := range []string{"a", "b", "c"} {
			writers.Go(func() { io.WriteString(near, strings.Repeat(letter, 100)) })
		}
		go func() {
			writers.Wait()
			near.Close()
		}()
		text, err := io.ReadAll(far)
		changes := 0
		for i := 1; i < len(text); i++ {
			if text[i] != text[i-1] {
				changes++
			}
		}
		if len(text) != 300 || changes != 2 || err != nil {
			t.Errorf("%s, %v", text, err)
		}
	})
}

// TestAMinuteOfPoetryTakesNoTime is what all this is for.
func TestAMinuteOfPoetryTakesNoTime(t *testing.T) {
	within(t, func(t *testing.T, world *Network) {
		l := listen(t, world, "127.0.0.1:10000")
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			for range 100 {
				io.WriteString(c, "ten bytes ")
				time.Sleep(700 * time.Millisecond)
			}
		}()
		start := time.Now()
		poem, err := io.ReadAll(dial(t, world, "127.0.0.1:10000"))
		if len(poem) != 1000 || err != nil || time.Since(start) != 70*time.Second {
			t.Errorf("%d bytes, %v, in %v", len(poem), err, time.Since(start))
		}
	})
}
