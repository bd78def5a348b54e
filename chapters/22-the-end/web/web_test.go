package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
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
func serving(t *testing.T, c poem.Changer, test func(t *testing.T, client *http.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var n sim.Network
		door, err := n.Listen(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		s := &Server{Service: poem.New(c, 10), Pace: poem.Pace{Bytes: 100, Delay: time.Second}, Limit: time.Minute, Log: slog.New(slog.DiscardHandler)}
		var ended sync.WaitGroup
		ended.Go(func() {
			if err := s.Serve(ctx, door, time.Second); err != nil {
				t.Error(err)
			}
		})
		transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return n.DialContext(ctx, network, address)
		}}
		test(t, &http.Client{Transport: transport})
		transport.CloseIdleConnections()
		stop()
		ended.Wait()
	})
}

const base = "http://127.0.0.1:10001"

// get returns what a GET has as its answer.
func get(t *testing.T, client *http.Client, path string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, text
}

func TestAPoemIsJSON(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, client *http.Client) {
		answer, text := get(t, client, "/poems/tide?change=lower")
		var p poem.Poem
		tide, _ := poetry.Find("tide")
		if err := json.Unmarshal(text, &p); err != nil || answer.StatusCode != 200 || p != (poem.Poem{Name: "tide", Title: "Slack Water", Change: "lower", Text: strings.ToLower(string(tide.Text))}) {
			t.Errorf("%v, %d, %+v", err, answer.StatusCode, p)
		}
	})
}

func TestErrorsAreProblems(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, client *http.Client) {
		for path, want := range map[string]problem{
			"/poems/ozymandias":             {"urn:slowpoetry:unknown", "There is no such thing", 404, `no poem is called "ozymandias": there are kettle, linesman, nightshift, splitflap, tide`},
			"/recitals/tide?change=upper":   {"urn:slowpoetry:unknown", "There is no such thing", 404, `no change is called "upper": there are acrostic, drawl, lower`},
			"/poems/splitflap?change=drawl": {"urn:slowpoetry:refused", "This poem cannot be changed in this way", 422, "how does one drawl 'ö'?"},
			"/poems/tide?change=acrostic":   {"urn:slowpoetry:broken", "Something is broken", 500, "something is broken here"},
			"/nowhere":                      {"about:blank", "Not Found", 404, ""},
			"/poems/tide/more":              {"about:blank", "Not Found", 404, ""},
		} {
			answer, text := get(t, client, path)
			var p problem
			if err := json.Unmarshal(text, &p); err != nil || p != want || answer.StatusCode != want.Status || answer.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %v, %d, %v, %s", path, err, answer.StatusCode, answer.Header, text)
			}
		}
		answer, err := client.Post(base+"/poems/tide", "text/plain", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode != 405 || answer.Header.Get("Content-Type") != "application/problem+json" || answer.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("POST: %d, %v", answer.StatusCode, answer.Header)
		}
	})
}

// An event is one of a stream.
type event struct{ id, name, data string }

func events(r io.Reader) (all []event) {
	var e event
	for lines := bufio.NewScanner(r); lines.Scan(); {
		field, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			all = append(all, e)
			e = event{}
		}
	}
	return all
}

func TestARecitalIsAStreamOfEvents(t *testing.T) {
	serving(t, poem.Here{}, func(t *testing.T, client *http.Client) {
		start := time.Now()
		answer, text := get(t, client, "/recitals/tide")
		tide, _ := poetry.Find("tide")
		all := events(bytes.NewReader(text))
		var heard string
		for _, e := range all[:len(all)-1] {
			var piece string
			if err := json.Unmarshal([]byte(e.data), &piece); err != nil {
				t.Fatal(err)
			}
			heard += piece
		}
		if answer.Header.Get("Content-Type") != "text/event-stream" || heard != string(tide.Text) || all[len(all)-1].name != "end" || time.Since(start) != 4*time.Second {
			t.Errorf("after %v: %v, %+v", time.Since(start), answer.Header, all)
		}
		_, text = get(t, client, "/recitals/tide", "Last-Event-ID", all[2].id)
		if rest := events(bytes.NewReader(text)); len(rest) != len(all)-3 || rest[0] != all[3] {
			t.Errorf("it goes on with %+v", rest)
		}
	})
}

func TestAClientWhoLeavesEndsTheWork(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, client *http.Client) {
		for _, path := range []string{"/poems/tide?change=slow", "/recitals/tide?change=slow"} {
			ctx, leave := context.WithTimeout(t.Context(), time.Second)
			defer leave()
			r, _ := http.NewRequestWithContext(ctx, "GET", base+path, nil)
			start := time.Now()
			if _, err := client.Do(r); err == nil {
				t.Error("there is an answer")
			}
			if err := <-s.ended; err != context.Canceled || time.Since(start) != time.Second {
				t.Errorf("%s: after %v: %v", path, time.Since(start), err)
			}
		}
	})
}

func TestTheDeadlineIsTheServersOrTheClients(t *testing.T) {
	s := slow{make(chan error, 1)}
	serving(t, s, func(t *testing.T, client *http.Client) {
		for prefer, want := range map[string]time.Duration{
			"": time.Minute, "wait=3": 3 * time.Second, "respond-async, wait=10": 10 * time.Second, "wait=1000": time.Minute, "wait=-1": time.Minute, "wait=x": time.Minute,
		} {
			start := time.Now()
			answer, text := get(t, client, "/poems/tide?change=slow", "Prefer", prefer)
			if answer.StatusCode != 504 || !strings.Contains(string(text), "urn:slowpoetry:late") || time.Since(start) != want || <-s.ended != context.DeadlineExceeded {
				t.Errorf("%q: after %v, %s", prefer, time.Since(start), text)
			}
		}
	})
}

func TestTooManyAreTold(t *testing.T) {
	s := slow{make(chan error, 100)}
	serving(t, s, func(t *testing.T, client *http.Client) {
		ctx, leave := context.WithCancel(t.Context())
		var waiting sync.WaitGroup
		for range 10 {
			waiting.Go(func() {
				r, _ := http.NewRequestWithContext(ctx, "GET", base+"/poems/tide?change=slow", nil)
				client.Do(r)
			})
		}
		synctest.Wait()
		if answer, text := get(t, client, "/poems/tide"); answer.StatusCode != 503 || answer.Header.Get("Retry-After") != "1" {
			t.Errorf("%d, %s", answer.StatusCode, text)
		}
		leave()
		waiting.Wait()
	})
}

// A server that stops lets a listener hear the end, if that comes in time.
func TestAStopIsGraceful(t *testing.T) {
	for grace, whole := range map[time.Duration]bool{10 * time.Second: true, time.Second: false} {
		synctest.Test(t, func(t *testing.T) {
			var n sim.Network
			door, _ := n.Listen(t.Context(), "tcp", "127.0.0.1:10001")
			ctx, stop := context.WithCancel(t.Context())
			s := &Server{Service: poem.New(poem.Here{}, 10), Pace: poem.Pace{Bytes: 100, Delay: time.Second}, Limit: time.Minute, Log: slog.New(slog.DiscardHandler)}
			var ended sync.WaitGroup
			ended.Go(func() { s.Serve(ctx, door, grace) })
			conn, err := n.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(conn, "GET /recitals/tide HTTP/1.1\r\nHost: x\r\n\r\n")
			time.AfterFunc(1500*time.Millisecond, stop)
			text, _ := io.ReadAll(conn)
			conn.Close()
			ended.Wait()
			if strings.Contains(string(text), "event: end") != whole {
				t.Errorf("grace %v: %s", grace, text)
			}
		})
	}
}
