package exercise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

// A result is what came of a poem, and when.
type result struct {
	text string
	err  error
	at   time.Duration
}

func (r result) String() string { return fmt.Sprintf("%q, %v, after %v", r.text, r.err, r.at) }

// ask asks a server that behaves like this for a poem, with so much patience, and returns what was
// heard in a minute, and when the server saw the connection end. Without a behaviour there is no
// server.
func ask(t *testing.T, patience time.Duration, behaviour func(conn net.Conn)) (heard []result, left time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network, start := new(sim.Network), time.Now()
		var servers sync.WaitGroup
		defer servers.Wait()
		left = -1
		if behaviour != nil {
			door, err := network.Listen(t.Context(), "tcp", "127.0.0.1:10001")
			if err != nil {
				t.Fatal(err)
			}
			defer door.Close()
			servers.Go(func() {
				conn, err := door.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				servers.Go(func() { behaviour(conn) })
				io.Copy(io.Discard, conn) // until the client leaves
				left = time.Since(start)
			})
		}
		r, err := setup.Reactor(&program.Env{Stderr: t.Output(), Net: network})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		d := GetPoetry(r, "127.0.0.1:10001", patience)
		if d.Fired() {
			t.Error("the Deferred has fired before the reactor runs")
		}
		d.AddBoth(func(text string, err error) (string, error) {
			heard = append(heard, result{text, err, time.Since(start)})
			return "", nil
		})
		r.CallLater(time.Minute, func() { r.Stop() })
		if err := r.Run(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if len(heard) != 1 {
		t.Fatalf("heard %d things in a minute, want one: %v", len(heard), heard)
	}
	return heard, left
}

func TestAPoemInTimeIsHeard(t *testing.T) {
	heard, _ := ask(t, 100*ms, func(conn net.Conn) {
		time.Sleep(90 * ms)
		io.WriteString(conn, "A poem")
		conn.Close()
	})
	if heard[0] != (result{"A poem", nil, 90 * ms}) {
		t.Errorf("heard %v, want a poem after 90 ms", heard)
	}
}

func TestAServerThatIsOutIsNotTooSlow(t *testing.T) {
	heard, _ := ask(t, 100*ms, nil)
	if h := heard[0]; h.err == nil || errors.Is(h.err, ErrTooSlow) || h.at != 0 {
		t.Errorf("heard %v, want the refusal, at once", heard)
	}
}

func TestAPoemThatIsLateIsTooSlow(t *testing.T) {
	for title, behaviour := range map[string]func(net.Conn){
		"a server that says nothing": func(net.Conn) {},
		"one that never ends": func(conn net.Conn) {
			for {
				if _, err := io.WriteString(conn, "and on "); err != nil {
					return
				}
				time.Sleep(7 * ms)
			}
		},
		"one that is a moment late": func(conn net.Conn) {
			time.Sleep(101 * ms)
			io.WriteString(conn, "A poem")
			conn.Close()
		},
	} {
		heard, left := ask(t, 100*ms, behaviour)
		h := heard[0]
		if !errors.Is(h.err, ErrTooSlow) || h.at != 100*ms {
			t.Errorf("%s: heard %v, want ErrTooSlow after 100 ms", title, heard)
		} else if !strings.HasPrefix(h.err.Error(), "no poem at 127.0.0.1:10001: ") {
			t.Errorf("%s: the error is %q, want it to begin as all others do", title, h.err)
		}
		if left != 100*ms {
			t.Errorf("%s: the connection ended after %v, want 100 ms", title, left)
		}
	}
}
