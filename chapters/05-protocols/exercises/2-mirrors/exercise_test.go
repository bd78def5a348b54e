package exercise

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const text = "The second copy is as good as the first,\nand the first was a copy.\n"

// A server does something with whoever connects. It counts them.
type server struct {
	address string
	callers int
}

// serve starts a server, which ends with the test. When behave returns, it hangs up.
func serve(t *testing.T, world *sim.Network, behave func(conn *sim.Conn)) *server {
	t.Helper()
	door, err := world.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(t.Context(), func() { door.Close() })
	s := &server{address: door.Addr().String()}
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			s.callers++
			behave(conn.(*sim.Conn))
			conn.Close()
		}
	}()
	return s
}

// recite recites all of the text, and breakOff half of it.
func recite(conn *sim.Conn) { reciteText(conn, text) }

func breakOff(conn *sim.Conn) {
	reciteText(conn, text[:len(text)/2])
	time.Sleep(time.Second) // until that has been heard
	conn.SetLinger(0)       // so that hanging up is a reset
}

func reciteText(conn net.Conn, text string) {
	poetry.Recite(context.Background(), conn, poetry.Poem{Text: []byte(text)}, 10, 100*time.Millisecond)
}

// nobody is an address where nobody listens.
const nobody = "127.0.0.1:9"

// fetch calls Fetch, in simulated time, and fails the test if it takes a minute.
func fetch(t *testing.T, ctx context.Context, world *sim.Network, addresses ...string) (string, error) {
	t.Helper()
	r, err := reactor.New(reactor.Config{Stack: socket.Portable(world)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	got, err := Fetch(ctx, r, addresses)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Fetch of %q does not end", addresses)
	}
	return string(got), err
}

func TestTheFirstServerIsEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		first, second := serve(t, &world, recite), serve(t, &world, recite)
		got, err := fetch(t, t.Context(), &world, first.address, second.address)
		if got != text || err != nil {
			t.Errorf("you return %q, %v", got, err)
		}
		if first.callers != 1 || second.callers != 0 {
			t.Errorf("you connect to the first %d times, and to the second %d times: want 1 and 0", first.callers, second.callers)
		}
	})
}

func TestWhenNobodyIsHomeTheNextIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		got, err := fetch(t, t.Context(), &world, nobody, nobody, serve(t, &world, recite).address)
		if got != text || err != nil {
			t.Errorf("the third of three servers exists: you return %q, %v", got, err)
		}
	})
}

func TestHalfAPoemIsNoPartOfTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		got, err := fetch(t, t.Context(), &world, serve(t, &world, breakOff).address, serve(t, &world, recite).address)
		if got != text || err != nil {
			t.Errorf("the first breaks off in the middle, the second does not: you return %q, %v, want %q", got, err, text)
		}
	})
}

func TestWhenAllFailYouSayWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		began := time.Now()
		broken := serve(t, &world, breakOff)
		got, err := fetch(t, t.Context(), &world, nobody, broken.address)
		if got != "" || err == nil {
			t.Fatalf("nobody has a complete poem: you return %q, %v", got, err)
		}
		for _, want := range []string{"refused", "reset"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("your error is %q, and does not say %q", err, want)
			}
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("you take %v, and there was nothing to wait for after 2s", took)
		}
	})
}

func TestTheReaderMayLoseInterest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		silent := serve(t, &world, func(conn *sim.Conn) { io.Copy(io.Discard, conn) })
		other := serve(t, &world, recite)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		got, err := fetch(t, ctx, &world, silent.address, other.address)
		if got != "" || !errors.Is(err, context.Canceled) {
			t.Errorf("ctx was cancelled: you return %q, %v", got, err)
		}
		if other.callers != 0 {
			t.Error("ctx was cancelled, and you connect to the next server")
		}
	})
}
