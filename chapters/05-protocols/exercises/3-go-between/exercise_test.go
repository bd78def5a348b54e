package exercise

import (
	"bytes"
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// proxied has a client talk to a server through your GoBetween, in simulated time, for a minute at
// most. A nil server does not listen. Each of the two is closed when it returns.
func proxied(t *testing.T, client, server func(conn *sim.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		address := "127.0.0.1:10001"
		served := make(chan bool)
		if server == nil {
			close(served)
		} else {
			door, err := world.Listen(ctx, "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			context.AfterFunc(ctx, func() { door.Close() })
			go func() {
				defer close(served)
				if conn, err := door.Accept(); err == nil {
					defer conn.Close()
					context.AfterFunc(ctx, func() { conn.Close() })
					server(conn.(*sim.Conn))
				}
			}()
		}
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(&world)})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		port, err := r.ListenTCP("127.0.0.1:0", GoBetween(r, address))
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan bool)
		go func() {
			defer close(ended)
			defer stop()
			conn, err := world.DialContext(ctx, "tcp", port.LocalAddr().String())
			if err != nil {
				t.Error(err)
				return
			}
			context.AfterFunc(ctx, func() { conn.Close() })
			client(conn.(*sim.Conn))
			conn.Close()
			<-served
			time.Sleep(5 * time.Second) // until all goodbyes are over
		}()
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
		if ctx.Err() == context.DeadlineExceeded {
			t.Error("after a minute the client and the server have not both ended")
		}
		<-ended
	})
}

// speech returns bytes that are easy to lose.
func speech(n int) []byte {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte(i * i / 7)
	}
	return text
}

func TestEverythingArrivesInBothDirections(t *testing.T) {
	there, back := speech(1_000_000), speech(700_001)
	talk := func(conn *sim.Conn, say, want []byte, who string) {
		said := make(chan bool)
		go func() {
			defer close(said)
			conn.Write(say)
			conn.CloseWrite()
		}()
		defer func() { <-said }()
		if got, err := io.ReadAll(conn); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s hears %d bytes and %v, want %d and the end", who, len(got), err, len(want))
		}
	}
	proxied(t,
		func(conn *sim.Conn) { talk(conn, there, back, "the client") },
		func(conn *sim.Conn) { talk(conn, back, there, "the server") })
}

func TestOneEndMayFinishFirst(t *testing.T) {
	proxied(t,
		func(conn *sim.Conn) {
			io.WriteString(conn, "ping")
			conn.CloseWrite()
			if got, err := io.ReadAll(conn); err != nil || string(got) != "pong" {
				t.Errorf("the client, who has finished, hears %q and %v, want the answer and the end", got, err)
			}
		},
		func(conn *sim.Conn) {
			if got, err := io.ReadAll(conn); err != nil || string(got) != "ping" {
				t.Errorf("the server hears %q and %v, want the question and the end", got, err)
			}
			time.Sleep(10 * time.Second)
			io.WriteString(conn, "pong")
		})
}

func TestAServerThatHangsUpIsHeardToTheEnd(t *testing.T) {
	text := speech(300_000)
	proxied(t,
		func(conn *sim.Conn) {
			time.Sleep(10 * time.Second)
			if got, err := io.ReadAll(conn); err != nil || !bytes.Equal(got, text) {
				t.Errorf("a slow client hears %d bytes and %v, want %d and the end", len(got), err, len(text))
			}
		},
		func(conn *sim.Conn) { conn.Write(text) })
}

func TestABreakIsPassedOn(t *testing.T) {
	proxied(t,
		func(conn *sim.Conn) {
			if got, err := io.ReadAll(conn); err == nil {
				t.Errorf("the server is reset in mid-poem, and the client hears %q and takes it for the whole", got)
			}
		},
		func(conn *sim.Conn) {
			io.WriteString(conn, "half a p")
			time.Sleep(time.Second)
			conn.SetLinger(0) // so that closing is a reset
		})
}

func TestAClientThatLeavesIsMissed(t *testing.T) {
	proxied(t,
		func(conn *sim.Conn) { time.Sleep(time.Second) },
		func(conn *sim.Conn) {
			if _, err := io.ReadAll(conn); err != nil {
				t.Errorf("the client has left, and the server hears %v, want the end", err)
			}
		})
}

func TestAClientWithoutAServerIsReset(t *testing.T) {
	proxied(t, func(conn *sim.Conn) {
		if got, err := io.ReadAll(conn); err == nil {
			t.Errorf("no server listens, and the client hears %q and an end", got)
		}
	}, nil)
}

func TestASlowReaderSlowsDownTheWriter(t *testing.T) {
	writes := func(who string) func(conn *sim.Conn) {
		return func(conn *sim.Conn) {
			conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			n, err := conn.Write(make([]byte, 8<<20))
			if err == nil || n > 1<<20 {
				t.Errorf("the other end does not read, and %s can write %d bytes: you keep them", who, n)
			}
			conn.SetLinger(0)
		}
	}
	reads := func(conn *sim.Conn) { time.Sleep(20 * time.Second) }
	proxied(t, writes("the client"), reads)
	proxied(t, reads, writes("the server"))
}
