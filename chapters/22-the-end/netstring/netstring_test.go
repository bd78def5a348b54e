package netstring_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/chapters/22-the-end/netstring"
	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// slow is a changer that waits for its context, and says how that ended.
type slow struct{ ended chan error }

func (slow) Changes() []string { return []string{"slow"} }
func (s slow) Change(ctx context.Context, _, _ string) (string, error) {
	<-ctx.Done()
	s.ended <- ctx.Err()
	return "", ctx.Err()
}

// serving runs a test beside a server on port 10001 of a network in memory.
func serving(t *testing.T, c poem.Changer, test func(t *testing.T, n *sim.Network)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var n sim.Network
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(&n)})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		s := &netstring.Server{Reactor: r, Service: poem.New(c, 10), Limit: time.Minute, Idle: 5 * time.Second, Most: 20, Log: slog.New(slog.DiscardHandler)}
		if _, err := r.ListenTCP("127.0.0.1:10001", s); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var ended sync.WaitGroup
		ended.Go(func() {
			if err := r.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		test(t, &n)
		stop()
		ended.Wait()
	})
}

func dial(t *testing.T, n *sim.Network) net.Conn {
	t.Helper()
	conn, err := n.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestManyRequestsOnOneConnection(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, n *sim.Network) {
		tide, err := poetry.Find("tide")
		if err != nil {
			t.Fatal(err)
		}
		conn := dial(t, n)
		defer conn.Close()
		for range 3 {
			for q, want := range map[poem.Request]string{
				{Poem: "tide"}:                       string(tide.Text),
				{Poem: "tide", Change: "lower"}:      strings.ToLower(string(tide.Text)),
				{Poem: "ozymandias"}:                 "unknown",
				{Poem: "splitflap", Change: "drawl"}: "refused",
				{Poem: "tide", Change: "acrostic"}:   "broken",
			} {
				text, err := netstring.Get(conn, q)
				if failed, ok := errors.AsType[*poem.Error](err); ok {
					text, err = string(failed.Kind), nil
				}
				if text != want || err != nil {
					t.Errorf("%v: %q, %v", q, text, err)
				}
			}
		}
	})
}

// All at once, answered in order; and more than that may not be sent ahead.
func TestRequestsAhead(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, n *sim.Network) {
		conn := dial(t, n)
		defer conn.Close()
		io.WriteString(conn, strings.Repeat("6:.moon?,", 10)+"4:tide,")
		text := make([]byte, 1<<16)
		time.Sleep(time.Second)
		got, _ := conn.Read(text)
		if s := string(text[:got]); strings.Count(s, `no poem is called "moon?"`) != 10 || !strings.HasSuffix(s, ":-unknown a request is CHANGE.POEM, or .POEM,") {
			t.Errorf("%q", s)
		}
	})
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, n *sim.Network) {
		conn := dial(t, n)
		defer conn.Close()
		start := time.Now()
		io.WriteString(conn, strings.Repeat("9:slow.tide,", 20))
		if _, err := io.ReadAll(conn); err == nil || time.Since(start) != 0 {
			t.Errorf("20 ahead: after %v, %v", time.Since(start), err)
		}
		if err := <-s.ended; err != context.Canceled {
			t.Errorf("the service: %v", err)
		}
	})
}

func TestAClientWhoLeavesEndsTheWork(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, n *sim.Network) {
		conn := dial(t, n)
		io.WriteString(conn, "9:slow.tide,")
		time.Sleep(time.Second)
		start := time.Now()
		conn.Close()
		if err := <-s.ended; err != context.Canceled || time.Since(start) != 0 {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestTheLimitReachesTheService(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, n *sim.Network) {
		start, conn := time.Now(), dial(t, n)
		defer conn.Close()
		_, err := netstring.Get(conn, poem.Request{Poem: "tide", Change: "slow"})
		if poem.As(err).Kind != poem.Late || time.Since(start) != time.Minute || <-s.ended != context.DeadlineExceeded {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// What is not a request ends the connection, at once or after a while. So does one connection too many.
func TestBadClients(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, n *sim.Network) {
		for say, want := range map[string]time.Duration{
			"GET / HTTP/1.1\r\n": 0, "201:": 0, "5:.tide": 5 * time.Second, "": 5 * time.Second, "5:.tide;": 0,
		} {
			conn, start := dial(t, n), time.Now()
			io.WriteString(conn, say)
			io.Copy(io.Discard, conn)
			conn.Close()
			if took := time.Since(start); took != want {
				t.Errorf("%q: it takes %v", say, took)
			}
		}
		time.Sleep(10 * time.Second) // until the server has forgotten them
		for range 20 {
			defer dial(t, n).Close()
		}
		synctest.Wait()
		extra := dial(t, n)
		defer extra.Close()
		if _, err := netstring.Get(extra, poem.Request{Poem: "tide"}); err == nil {
			t.Error("one too many is answered")
		}
	})
}

// What a server may answer, and what it may not.
func TestAClientReadsWithCare(t *testing.T) {
	for reply, want := range map[string]string{
		"5:+tide,":             "",
		"13:-busy no room,":    "no room",
		"":                     "unexpected EOF",
		"5:+tid":               "unexpected EOF",
		"5:+tide;":             "a netstring of 5 bytes does not end in a comma",
		"0:,":                  "this is no answer",
		"4:tide,":              "this is no answer",
		":":                    "this is no netstring, or too long",
		"99999999999999999999": "this is no netstring, or too long",
		"HTTP/1.1 400":         "this is no netstring, or too long",
	} {
		ours, theirs := net.Pipe()
		go func() {
			theirs.Read(make([]byte, 100))
			io.WriteString(theirs, reply)
			theirs.Close()
		}()
		_, err := netstring.Get(ours, poem.Request{Poem: "tide"})
		ours.Close()
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%q: %v", reply, err)
		}
	}
}
