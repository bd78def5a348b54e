package exercise

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// A server recites to one client, and then tells how that ended.
type server struct {
	address string
	outcome chan error
}

// start starts a server that recites text in pieces of ten bytes, one each delay, until the test ends.
func start(t *testing.T, world *sim.Network, text string, delay time.Duration) server {
	t.Helper()
	listener, err := world.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := server{listener.Addr().String(), make(chan error, 1)}
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		poem := poetry.Poem{Text: []byte(text)}
		s.outcome <- poetry.Recite(t.Context(), conn, poem, 10, delay)
	}()
	return s
}

// nowhere is an address where nobody listens.
const nowhere = "127.0.0.1:9"

const (
	long   = "a poem that takes its time, and is in no hurry to come to an end\n"
	short  = "a quick one\n"
	middle = "neither quick nor slow, as poems go\n"
)

func TestTheFirstToBeCompleteWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		slow := start(t, &world, long, time.Second)
		quick := start(t, &world, middle, 100*time.Millisecond)
		late := start(t, &world, short, 5*time.Second)
		began := time.Now()
		poem, err := Fastest(socket.Portable(&world), []string{slow.address, quick.address, late.address})
		if err != nil {
			t.Fatal(err)
		}
		if string(poem) != middle {
			t.Errorf("you return %q, want %q", poem, middle)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("you took %v, and the quickest server takes 400ms", took)
		}
		time.Sleep(3 * time.Second) // the next piece, or the one after, finds nobody there
		select {
		case err := <-slow.outcome:
			if err == nil {
				t.Errorf("the slow server has recited to the end: hang up on it")
			}
		default:
			t.Errorf("the slow server is still reciting: hang up on it")
		}
	})
}

func TestNobodyIsKeptWaitingByAServerThatNeverStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		listener, err := world.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		go func() {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			for written := 0; written < 1<<22; written += 1 << 12 { // 4 MiB, as fast as you read
				if _, err := conn.Write(make([]byte, 1<<12)); err != nil {
					return
				}
			}
		}()
		brief := start(t, &world, short, 0)
		poem, err := Fastest(socket.Portable(&world), []string{listener.Addr().String(), brief.address})
		if err != nil || string(poem) != short {
			t.Errorf("one server pours out bytes, the other has a short poem: you return %d bytes and error %v, want %q",
				len(poem), err, short)
		}
	})
}

func TestAServerThatFailsIsOutOfTheRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		only := start(t, &world, long, time.Second)
		breaks, err := world.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer breaks.Close()
		go func() {
			if conn, err := breaks.Accept(); err == nil {
				conn.Write([]byte("a poem that"))
				conn.(interface{ SetLinger(int) error }).SetLinger(0) // so that Close breaks the connection
				conn.Close()
			}
		}()
		poem, err := Fastest(socket.Portable(&world), []string{nowhere, breaks.Addr().String(), only.address})
		if err != nil || string(poem) != long {
			t.Errorf("you return %q and error %v, want the only poem there is", poem, err)
		}
	})
}

func TestNoServerNoPoem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		for _, addresses := range [][]string{{nowhere}, {nowhere, nowhere, nowhere}, nil} {
			poem, err := Fastest(socket.Portable(&world), addresses)
			if !errors.Is(err, ErrNone) {
				t.Errorf("servers %q: you return %q and error %v, want ErrNone", addresses, poem, err)
			}
		}
	})
}
