package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/code/sim"
)

// A recital for which no poem comes does not keep its place in the service for ever.
func TestARecitalHasALimit(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, client *http.Client) {
		ctx, leave := context.WithTimeout(t.Context(), time.Hour)
		defer leave()
		r, _ := http.NewRequestWithContext(ctx, "GET", base+"/recitals/tide?change=slow", nil)
		start := time.Now()
		answer, err := client.Do(r)
		if err != nil {
			t.Fatalf("after %v: %v", time.Since(start), err)
		}
		defer answer.Body.Close()
		if took := time.Since(start); answer.StatusCode != 504 || took != 10*time.Minute || <-s.ended != context.DeadlineExceeded {
			t.Errorf("after %v: %d", took, answer.StatusCode)
		}
	})
}

// raw runs a test with a server and without a client of package http.
func raw(t *testing.T, n *sim.Network, s *Server, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		door, err := n.Listen(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var ended sync.WaitGroup
		ended.Go(func() { s.Serve(ctx, door, time.Second) })
		test(t)
		stop()
		ended.Wait()
	})
}

// net/http does not notice that a client has left as long as its request has a body that is not read.
func TestARequestWithABodyIsRefused(t *testing.T) {
	var n sim.Network
	s := &Server{Service: poem.New(poem.Here{}, 10), Limit: time.Minute, Recital: time.Hour, Most: 10, Log: slog.New(slog.DiscardHandler)}
	raw(t, &n, s, func(t *testing.T) {
		conn, err := n.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		start := time.Now()
		time.AfterFunc(time.Hour, func() { conn.Close() })
		io.WriteString(conn, "GET /poems/tide HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
		text, _ := io.ReadAll(conn)
		if took := time.Since(start); took > time.Second || !strings.HasPrefix(string(text), "HTTP/1.1 400 ") || !strings.Contains(string(text), "application/problem+json") {
			t.Errorf("after %v: %s", took, text)
		}
	})
}

// A client who asks and asks, and does not read what it is answered, is gone after a while.
func TestADeafClientIsGone(t *testing.T) {
	n := sim.Network{Buffer: 100}
	s := &Server{Service: poem.New(poem.Here{}, 10), Limit: time.Minute, Recital: time.Hour, Most: 10, Log: slog.New(slog.DiscardHandler)}
	raw(t, &n, s, func(t *testing.T) {
		conn, err := n.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		start := time.Now()
		time.AfterFunc(time.Hour, func() { conn.Close() })
		for err == nil {
			_, err = io.WriteString(conn, "GET /poems/tide HTTP/1.1\r\nHost: x\r\n\r\n")
		}
		if took := time.Since(start); took > 5*time.Minute {
			t.Errorf("it is there for %v", took)
		}
	})
}

// Too many connections wait until another ends.
func TestTooManyConnectionsWait(t *testing.T) {
	var n sim.Network
	s := &Server{Service: poem.New(poem.Here{}, 10), Limit: time.Minute, Recital: time.Hour, Most: 10, Log: slog.New(slog.DiscardHandler)}
	raw(t, &n, s, func(t *testing.T) {
		start := time.Now()
		for range 11 {
			conn, err := n.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			io.WriteString(conn, "GET /poems/tide HTTP/1.1\r\nHost: x\r\n\r\n")
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != time.Minute {
			t.Errorf("the eleventh is answered after %v", took)
		}
	})
}

// A worker of another version may know kinds of errors that we do not.
func TestAnUnknownKindIsOurFault(t *testing.T) {
	s := &Server{Service: poem.New(failing{&poem.Error{Kind: "tired", Problem: "not today"}}, 10), Limit: time.Minute, Log: slog.New(slog.DiscardHandler)}
	recorded := httptest.NewRecorder()
	s.Handler().ServeHTTP(recorded, httptest.NewRequest("GET", "/poems/tide?change=fail", nil))
	var p problem
	if err := json.Unmarshal(recorded.Body.Bytes(), &p); err != nil || recorded.Code != 500 || p.Type != "urn:slowpoetry:broken" {
		t.Errorf("%d, %s, %v", recorded.Code, recorded.Body, err)
	}
}

// failing is a changer that fails.
type failing struct{ err error }

func (failing) Changes() []string { return []string{"fail"} }
func (f failing) Change(context.Context, string, string) (string, error) {
	return "", f.err
}

// A deadline that is no whole number of seconds is not cut down.
func TestAClientRoundsItsPatienceUp(t *testing.T) {
	var heard string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { heard = r.Header.Get("Prefer") }))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 900*time.Millisecond)
	defer cancel()
	if _, err := (&Client{HTTP: server.Client(), Base: server.URL}).Get(ctx, poem.Request{Poem: "tide"}); !errors.Is(err, io.EOF) || heard != "wait=1" {
		t.Errorf("%q, %v", heard, err)
	}
}
