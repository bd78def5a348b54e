package main

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/leak"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

//listing:plain

// TestRecitalInABubble has the server of chapter 2, goroutines and all, recite to a client.
func TestRecitalInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network sim.Network
		door, _ := network.Listen(t.Context(), "tcp", "127.0.0.1:10001")
		defer door.Close()
		go func() {
			conn, _ := door.Accept()
			poetry.Recite(t.Context(), conn, kettle, 10, 700*time.Millisecond)
			conn.Close()
		}()
		start := time.Now()
		conn, _ := network.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
		defer conn.Close()
		text, err := io.ReadAll(conn)
		if took := time.Since(start); string(text) != poems[0] || err != nil || took != 2100*time.Millisecond {
			t.Errorf("%q, %v, after %v", text, err, took)
		}
	})
}

//listing:end

// TestAThousandOfEach says, with -v, how long a thousand such tests take: on the reactor in a world,
// and with goroutines in a bubble. Without -v it makes do with ten.
func TestAThousandOfEach(t *testing.T) {
	runs := uint64(10)
	if testing.Verbose() {
		runs = 1000
	}
	start := time.Now()
	for seed := range runs {
		if !waits(seed, time.Second) {
			t.Errorf("seed %d", seed)
		}
	}
	t.Logf("%d worlds:  %v", runs, time.Since(start).Round(time.Millisecond))
	start = time.Now()
	for range runs {
		TestRecitalInABubble(t)
	}
	t.Logf("%d bubbles: %v", runs, time.Since(start).Round(time.Millisecond))
}

// TestForReal has the client fetch from a server of this machine, and leave nothing behind.
func TestForReal(t *testing.T) {
	leak.Goroutines(t)
	leak.Descriptors(t)
	leak.Unhandled(t)
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	over := make(chan error)
	go func() {
		conn, err := door.Accept()
		if err == nil {
			err = poetry.Recite(context.Background(), conn, kettle, 10, time.Millisecond)
			conn.Close()
		}
		over <- err
	}()
	r, err := reactor.New(reactor.Config{Stack: socket.System})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	poem := leak.Unfired(t, get(r, door.Addr().String()))
	poem.AddBoth(func(text string, err error) (string, error) {
		if text != poems[0] || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		r.Stop()
		return "", nil
	})
	if err := r.Run(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-over; err != nil {
		t.Error(err)
	}
}
