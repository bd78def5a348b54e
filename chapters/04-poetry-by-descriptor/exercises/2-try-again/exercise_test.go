package exercise

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const (
	address = "127.0.0.1:10001"
	ms      = time.Millisecond
)

// A notary is a network that notes when somebody tries to connect.
type notary struct {
	sim.Network
	start time.Time
	away  time.Duration // how long connecting takes
	tries []time.Duration
}

func (n *notary) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	n.tries = append(n.tries, time.Since(n.start))
	select {
	case <-time.After(n.away):
		return n.Network.DialContext(ctx, network, address)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// An outcome is what your Call told, and when.
type outcome struct {
	connected bool
	err       error
	at        time.Duration
	calls     int // of done
	tries     []time.Duration
}

func (o outcome) String() string {
	return fmt.Sprintf("connected %v, error %v, after %v, with tries at %v", o.connected, o.err, o.at, o.tries)
}

// call runs your Call in a network where the server opens after a time, and for a while after it
// has told how it went.
func call(t *testing.T, opens, away, patience time.Duration) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		network := &notary{start: time.Now(), away: away}
		time.AfterFunc(opens, func() {
			if listener, err := network.Listen(t.Context(), "tcp", address); err == nil {
				context.AfterFunc(t.Context(), func() { listener.Close() })
			}
		})
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(network)})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		returned := false
		r.CallWhenRunning(func() {
			Call(r, address, patience, func(s socket.Socket, err error) {
				if !returned {
					t.Error("done is called before Call has returned")
				}
				o.calls++
				o.connected, o.err, o.at = s != nil, err, time.Since(network.start)
				if s != nil {
					s.Close()
				}
			})
			returned = true
		})
		r.CallLater(time.Minute, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		o.tries = network.tries
	})
	if o.calls != 1 {
		t.Errorf("done is called %d times", o.calls)
	}
	return o
}

func TestAServerThatIsThere(t *testing.T) {
	if o := call(t, 0, 50*ms, time.Second); !o.connected || o.err != nil || o.at != 50*ms || len(o.tries) != 1 {
		t.Errorf("you say: %v; want one try, and a connection after 50ms", o)
	}
}

func TestAServerThatOpensLater(t *testing.T) {
	o := call(t, time.Second, 0, 10*time.Second)
	want := []time.Duration{0, 100 * ms, 300 * ms, 700 * ms, 1500 * ms}
	if !slices.Equal(o.tries, want) {
		t.Errorf("you try at %v, want %v", o.tries, want)
	}
	if !o.connected || o.err != nil || o.at != 1500*ms {
		t.Errorf("you say: %v; want a connection after 1.5s", o)
	}
}

func TestPatienceEndsInAPause(t *testing.T) {
	o := call(t, time.Hour, 0, time.Second)
	if o.connected || !errors.Is(o.err, ErrNobody) || o.at != time.Second {
		t.Errorf("you say: %v; want ErrNobody after 1s", o)
	}
	if want := []time.Duration{0, 100 * ms, 300 * ms, 700 * ms}; !slices.Equal(o.tries, want) {
		t.Errorf("you try at %v, want %v", o.tries, want)
	}
}

func TestPatienceEndsWhileConnecting(t *testing.T) {
	o := call(t, 0, 5*time.Second, time.Second)
	if o.connected || !errors.Is(o.err, ErrNobody) || o.at != time.Second || len(o.tries) != 1 {
		t.Errorf("a server that is 5s away: you say: %v; want ErrNobody after 1s", o)
	}
}
