package exercise

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const text = "I shall say this slowly, and then I shall say no more.\n"

// A behavior is what a server does with a client, until it hangs up or ctx is done.
type behavior func(ctx context.Context, conn net.Conn)

// serve starts a server that treats one client as behave does, until the test ends, and returns
// its address.
func serve(t *testing.T, world *sim.Network, behave behavior) string {
	t.Helper()
	listener, err := world.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer listener.Close()
		if conn, err := listener.Accept(); err == nil {
			context.AfterFunc(t.Context(), func() { conn.Close() })
			behave(t.Context(), conn)
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

// recite recites text, a byte every delay.
func recite(ctx context.Context, conn net.Conn, text string, delay time.Duration) {
	poetry.Recite(ctx, conn, poetry.Poem{Text: []byte(text)}, 1, delay)
}

// A listener notes how long after the start its client hung up.
type listener struct {
	start time.Time
	after time.Duration
}

// wait waits until the client has hung up.
func (l *listener) wait(ctx context.Context, conn net.Conn) {
	conn.Read(make([]byte, 1))
	l.after = time.Since(l.start)
}

const patience = 3 * time.Second

func TestASlowServerIsHeardToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		address := serve(t, &world, func(ctx context.Context, conn net.Conn) { recite(ctx, conn, text, time.Second) })
		poems := FetchAll(socket.Portable(&world), []string{address}, patience)
		if poems[0].Err != nil || string(poems[0].Text) != text {
			t.Errorf("a byte a second, and 3s of patience: you return %q and error %v", poems[0].Text, poems[0].Err)
		}
	})
}

func TestEachServerIsGivenUpInItsOwnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		silent, stopped := listener{start: time.Now()}, listener{start: time.Now()}
		poems := FetchAll(socket.Portable(&world), []string{
			serve(t, &world, silent.wait),
			serve(t, &world, func(ctx context.Context, conn net.Conn) { recite(ctx, conn, text, time.Second) }),
			serve(t, &world, func(ctx context.Context, conn net.Conn) {
				recite(ctx, conn, text[:10], time.Second)
				stopped.wait(ctx, conn)
			}),
			"127.0.0.1:9", // where nobody listens
		}, patience)
		synctest.Wait()

		if !errors.Is(poems[0].Err, ErrSilent) || silent.after != 3*time.Second {
			t.Errorf("a server that says nothing: error %v, and you hung up after %v, want 3s", poems[0].Err, silent.after)
		}
		if poems[1].Err != nil || string(poems[1].Text) != text {
			t.Errorf("a server that goes on: you return %q and error %v", poems[1].Text, poems[1].Err)
		}
		if !errors.Is(poems[2].Err, ErrSilent) || stopped.after != 12*time.Second {
			t.Errorf("a server that stops after 9s: error %v, and you hung up after %v, want 12s", poems[2].Err, stopped.after)
		}
		if poems[3].Err == nil || errors.Is(poems[3].Err, ErrSilent) {
			t.Errorf("no server at all: error %v, want the reason", poems[3].Err)
		}
	})
}

func TestPatienceEndsWhenNobodyTalks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		one, two := listener{start: time.Now()}, listener{start: time.Now()}
		began := time.Now()
		poems := FetchAll(socket.Portable(&world), []string{serve(t, &world, one.wait), serve(t, &world, two.wait)}, patience)
		if took := time.Since(began); took != patience {
			t.Errorf("two silent servers: you took %v, want %v", took, patience)
		}
		for i, poem := range poems {
			if !errors.Is(poem.Err, ErrSilent) {
				t.Errorf("silent server %d: you return %q and error %v, want ErrSilent", i+1, poem.Text, poem.Err)
			}
		}
	})
}
