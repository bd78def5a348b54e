package exercise

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/poetry"
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

// wait waits until the client has hung up.
func wait(ctx context.Context, conn net.Conn) { conn.Read(make([]byte, 1)) }

func TestASlowServerIsHeardToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		address := serve(t, &world, func(ctx context.Context, conn net.Conn) { recite(ctx, conn, text, time.Second) })
		poem, err := Fetch(socket.Portable(&world), address, 3*time.Second)
		if err != nil || string(poem) != text {
			t.Errorf("a byte a second, and 3s of patience: you return %q and error %v", poem, err)
		}
	})
}

func TestASilentServerIsGivenUp(t *testing.T) {
	tests := []struct {
		name   string
		behave behavior
		after  time.Duration
	}{
		{"says nothing", wait, 3 * time.Second},
		{"falls silent", func(ctx context.Context, conn net.Conn) {
			recite(ctx, conn, text[:10], time.Second)
			wait(ctx, conn)
		}, 12 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var world sim.Network
				began := time.Now()
				poem, err := Fetch(socket.Portable(&world), serve(t, &world, test.behave), 3*time.Second)
				if !errors.Is(err, ErrSilent) {
					t.Errorf("you return %q and error %v, want ErrSilent", poem, err)
				}
				if took := time.Since(began); took != test.after {
					t.Errorf("you gave up after %v, want %v", took, test.after)
				}
			})
		})
	}
}
