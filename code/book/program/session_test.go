package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// echo and call are a server and a client, for sessions.
var echoAndCall = []program.Program{
	{Name: "echo", Synopsis: "send back what comes", Run: func(ctx context.Context, env *program.Env, args []string) error {
		listener, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:10001")
		if err != nil {
			return err
		}
		defer context.AfterFunc(ctx, func() { listener.Close() })()
		time.Sleep(time.Second) // it takes its time until it says so
		fmt.Fprint(env.Stdout, "listen")
		fmt.Fprintln(env.Stdout, "ing")
		for {
			conn, err := listener.Accept()
			if ctx.Err() != nil {
				fmt.Fprintln(env.Stderr, "closed")
				return nil
			}
			if err != nil {
				return err
			}
			env.Trace.Run("caller")
			io.Copy(conn, conn)
			conn.Close()
			time.Sleep(100 * time.Millisecond)
			env.Trace.End("caller")
			fmt.Fprintln(env.Stderr, "served one")
		}
	}},
	{Name: "call", Synopsis: "send words", Run: func(ctx context.Context, env *program.Env, args []string) error {
		conn, err := env.Net.DialContext(ctx, "tcp", "127.0.0.1:10001")
		if err != nil {
			return err
		}
		defer conn.Close()
		fmt.Fprint(conn, strings.Join(args, " "))
		conn.(interface{ CloseWrite() error }).CloseWrite()
		words, err := io.ReadAll(conn)
		fmt.Fprintf(env.Stdout, "%s\n", words)
		return err
	}},
	{Name: "fail", Synopsis: "go wrong", Run: func(context.Context, *program.Env, []string) error {
		return errors.New("it rains")
	}},
	{Name: "work", Synopsis: "take a second", Run: func(ctx context.Context, env *program.Env, args []string) error {
		time.Sleep(time.Second)
		fmt.Fprintln(env.Stdout, "worked")
		return nil
	}},
	{Name: "mute", Synopsis: "say nothing until interrupted", Run: func(ctx context.Context, env *program.Env, args []string) error {
		<-ctx.Done()
		return ctx.Err()
	}},
}

// A sitting is a session that was run.
type sitting struct {
	status  int
	printed []string        // by each command
	events  []program.Event // of all
	took    time.Duration
}

// sit runs a session on a network in memory.
func sit(t *testing.T, ctx context.Context, commands string) (s sitting) {
	t.Helper()
	var printed []*bytes.Buffer
	var events bytes.Buffer
	session := program.Session{
		Title: "A test", Programs: echoAndCall, Net: new(sim.Network), Events: &events,
		Terminal: func(n int) io.Writer {
			if n != len(printed) {
				t.Errorf("terminal %d is opened after %d others", n, len(printed))
			}
			printed = append(printed, new(bytes.Buffer))
			return printed[n]
		},
	}
	start := time.Now()
	s.status = session.Run(ctx, strings.Fields(commands))
	s.took = time.Since(start)
	for _, text := range printed {
		s.printed = append(s.printed, text.String())
	}
	for line := range strings.Lines(events.String()) {
		var e program.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		s.events = append(s.events, e)
	}
	return s
}

func TestASessionRunsAServerAndItsClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, t.Context(), "echo & call hello there")
		want := []string{"listening\nserved one\nclosed\n", "hello there\n"}
		if s.status != 0 || !slices.Equal(s.printed, want) {
			t.Errorf("status %d, printed %q, want %q", s.status, s.printed, want)
		}
		if want := 1200 * time.Millisecond; s.took != want {
			t.Errorf("took %v, want %v: a second until the server is ready, and its last words", s.took, want)
		}
		var got []string
		for _, e := range s.events {
			line := fmt.Sprint(e.Event, " ", e.Command, " ", e.At)
			if e.Traced != nil {
				line += " " + e.Task + " " + e.Kind
			}
			if e.Status != nil {
				line += fmt.Sprint(" status ", *e.Status)
			}
			got = append(got, line)
		}
		wantEvents := []string{
			"start 0 0s",
			"start 1 1s",
			"trace 0 1s caller run",
			"end 1 1s status 0",
			"trace 0 1.1s caller end",
			"end 0 1.2s status 0",
		}
		slices.Sort(got[2:4]) // at the same moment
		slices.Sort(wantEvents[2:4])
		if !slices.Equal(got, wantEvents) {
			t.Errorf("events\n%q, want\n%q", got, wantEvents)
		}
	})
}

func TestASessionTellsEachStackOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := map[int][]program.Frame{}
		for _, e := range sit(t, t.Context(), "echo & call hello there").events {
			if e.Traced == nil {
				continue
			}
			if known := calls[e.Stack]; (known == nil) != (e.Calls != nil) {
				t.Errorf("stack %d is told as %v, and was %v", e.Stack, e.Calls, known)
			}
			if e.Calls != nil {
				calls[e.Stack] = e.Calls
			}
			if top := calls[e.Stack][0]; top.File != "code/book/program/session_test.go" || top.Line == 0 || top.Ours {
				t.Errorf("%s %s comes from %v", e.Task, e.Kind, top)
			}
		}
		if len(calls) == 0 {
			t.Error("there are no stacks")
		}
	})
}

func TestCommandLinesOfASession(t *testing.T) {
	for _, test := range []struct {
		commands string
		status   int
		printed  []string
		took     time.Duration
	}{
		{"work", 0, []string{"worked\n"}, time.Second},
		{"work ; work", 0, []string{"worked\n", "worked\n"}, 2 * time.Second},
		{"work ;", 0, []string{"worked\n"}, time.Second},
		{"fail ; work", 0, []string{"fail: it rains\n", "worked\n"}, time.Second},
		{"work ; fail", 1, []string{"worked\n", "fail: it rains\n"}, time.Second},
		{"echo & sing", 2, []string{"listening\nclosed\n", `no program "sing" here: there are echo, call, fail, work, mute` + "\n"}, 1200 * time.Millisecond},
		{"work &", 0, []string{"worked\n"}, time.Second}, // with nobody to interrupt it
		{"fail & work", 0, []string{"fail: it rains\n", "worked\n"}, time.Second},
		{"echo & echo", 1, []string{"listening\nclosed\n", "echo: listen tcp 127.0.0.1:10001: bind: address already in use\n"}, 1200 * time.Millisecond},
	} {
		t.Run(test.commands, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sit(t, t.Context(), test.commands)
				if s.status != test.status || !slices.Equal(s.printed, test.printed) || s.took != test.took {
					t.Errorf("status %d, printed %q, took %v\nwant   %d, %q, %v", s.status, s.printed, s.took, test.status, test.printed, test.took)
				}
			})
		})
	}
}

func TestASessionEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		s := sit(t, ctx, "echo & mute")
		if s.took != 5*time.Second || s.printed[0] != "listening\nclosed\n" {
			t.Errorf("took %v, printed %q", s.took, s.printed)
		}
	})
}

func TestWithoutArgumentsASessionRunsTheFirstProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if s := sit(t, ctx, ""); s.status != 0 || s.printed[0] != "listening\nclosed\n" {
			t.Errorf("status %d, printed %q", s.status, s.printed)
		}
	})
}

func TestWhatADeferredCallsIsSeenFromWhereItIsFired(t *testing.T) {
	r := trace.New()
	program.KeepStacks(r)
	defer deferred.Observe(nil)
	defer trace.SetCurrent(nil)
	d := deferred.New[int]()
	d.AddCallback(func(n int) (int, error) { return n, nil })
	d.Callback(1)
	var said []string
	for _, e := range r.Trace() {
		said = append(said, fmt.Sprint(e.Kind, " ", e.Stack.Frames[0].File))
	}
	want := []string{"pend code/deferred/debug.go", "settle code/deferred/run.go", "call code/book/program/session_test.go"}
	if !slices.Equal(said, want) {
		t.Errorf("got  %q\nwant %q", said, want)
	}
}
