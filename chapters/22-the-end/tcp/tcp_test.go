package tcp_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/tcp"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/sim"
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
func serving(t *testing.T, c poem.Changer, test func(t *testing.T, n *sim.Network, log *bytes.Buffer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var n sim.Network
		var log bytes.Buffer
		door, err := n.Listen(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		s := &tcp.Server{Service: poem.New(c, 10), Pace: poem.Pace{Bytes: 100, Delay: time.Second}, Patience: 5 * time.Second, Limit: time.Minute, Most: 20,
			Log: slog.New(slog.NewTextHandler(&log, nil))}
		var ended sync.WaitGroup
		ended.Go(func() {
			if err := s.Serve(ctx, door, time.Second); err != nil {
				t.Error(err)
			}
		})
		test(t, &n, &log)
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

func TestAPoemIsRecited(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, n *sim.Network, _ *bytes.Buffer) {
		tide, err := poetry.Find("tide")
		if err != nil {
			t.Fatal(err)
		}
		for q, want := range map[poem.Request]string{
			{Poem: "tide"}:                        string(tide.Text),
			{Poem: "tide", Change: "lower"}:       strings.ToLower(string(tide.Text)),
			{Poem: "ozymandias"}:                  "sorry: no poem is called \"ozymandias\": there are kettle, linesman, nightshift, splitflap, tide\n",
			{Poem: "splitflap", Change: "drawl"}:  "sorry: how does one drawl 'ö'?\n",
			{Poem: "nightshift", Change: "a b c"}: "sorry: a request is POEM or POEM CHANGE\n",
		} {
			start, heard := time.Now(), new(strings.Builder)
			conn := dial(t, n)
			err := tcp.Ask(conn, q, heard)
			conn.Close()
			if heard.String() != want || err != nil {
				t.Errorf("%v: %q, %v", q, heard, err)
			}
			if took := time.Since(start); strings.HasPrefix(want, "sorry") != (took == 0) {
				t.Errorf("%v: it takes %v", q, took)
			}
		}
	})
}

func TestAListenerWhoLeavesEndsTheWork(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, n *sim.Network, log *bytes.Buffer) {
		conn := dial(t, n)
		io.WriteString(conn, "tide slow\n")
		time.Sleep(time.Second)
		start := time.Now()
		conn.Close()
		if err := <-s.ended; err != context.Canceled || time.Since(start) != 0 {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		synctest.Wait()
		if !strings.Contains(log.String(), "the client has left") {
			t.Errorf("the log: %s", log)
		}
	})
}

func TestTheLimitReachesTheService(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, n *sim.Network, _ *bytes.Buffer) {
		start, heard := time.Now(), new(strings.Builder)
		conn := dial(t, n)
		defer conn.Close()
		tcp.Ask(conn, poem.Request{Poem: "tide", Change: "slow"}, heard)
		if err := <-s.ended; err != context.DeadlineExceeded || time.Since(start) != time.Minute || heard.String() != "sorry: it took too long\n" {
			t.Errorf("after %v: %q, %v", time.Since(start), heard, err)
		}
	})
}

// Clients who say nothing, too much, or do not listen, are gone after a while. So are too many.
func TestBadClients(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, n *sim.Network, log *bytes.Buffer) {
		n.Buffer = 10
		start := time.Now()
		silent, endless, deaf := dial(t, n), dial(t, n), dial(t, n)
		go func() {
			for {
				if _, err := io.WriteString(endless, "tide"); err != nil {
					return
				}
			}
		}()
		io.WriteString(deaf, "tide\n")
		io.Copy(io.Discard, silent)
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("a silent client is gone after %v", took)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if n := strings.Count(log.String(), "end="); n != 3 {
			t.Errorf("%d of 3 are gone:\n%s", n, log)
		}
		for _, c := range []net.Conn{silent, endless, deaf} {
			c.Close()
		}
		for range 20 {
			defer dial(t, n).Close()
		}
		synctest.Wait()
		extra := dial(t, n)
		defer extra.Close()
		if _, err := extra.Read(make([]byte, 1)); err == nil || time.Since(start) != 10*time.Second {
			t.Errorf("one too many: after %v, %v", time.Since(start), err)
		}
	})
}
