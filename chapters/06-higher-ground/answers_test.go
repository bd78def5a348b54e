package main

import (
	"errors"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// Who asks hears one thing, once, and not while it is still asking, whatever the server does.
func TestEveryAskerIsToldOneThingOnceAndLater(t *testing.T) {
	reset := func(c *sim.Conn) { c.Write([]byte("Half a poem")); time.Sleep(ms); c.SetLinger(0) }
	for title, behaviour := range map[string]func(*sim.Conn){
		"nobody":  nil,
		"silence": func(*sim.Conn) {},
		"a poem":  func(c *sim.Conn) { c.Write([]byte("A poem")) },
		"a break": reset,
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			if behaviour != nil {
				w.Behave(10001, behaviour)
			}
			r, err := setup.Reactor(&program.Env{Stderr: t.Output(), Net: &w.Net})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			poems, failures, asking := 0, 0, true
			told := func(count *int) {
				*count++
				if asking {
					t.Errorf("%s: told before tryPoetry has returned", title)
				}
			}
			for range 10 {
				tryPoetry(r, "127.0.0.1:10001", func([]byte) { told(&poems) }, func(error) { told(&failures) })
			}
			asking = false
			r.CallLater(time.Minute, func() { r.Stop() })
			if err := r.Run(w.Context()); err != nil {
				t.Fatal(err)
			}
			if want := title == "a poem"; poems+failures != 10 || (poems == 10) != want {
				t.Errorf("%s: %d poems and %d failures of 10", title, poems, failures)
			}
		})
	}
}

func TestAnAskerIsToldThatTheReactorStopped(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Behave(10001, programtest.Silent)
		r, err := setup.Reactor(&program.Env{Stderr: t.Output(), Net: &w.Net})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var heard error
		tryPoetry(r, "127.0.0.1:10001", func([]byte) { t.Error("a poem") }, func(err error) { heard = err })
		r.CallLater(time.Second, func() { r.Stop() })
		if err := r.Run(w.Context()); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(heard, reactor.ErrStopped) {
			t.Errorf("told %v", heard)
		}
	})
}

func TestFailuresTakeOffOneErrorAfterAnother(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("failures")
		want := `no server is there:
  no poem at 127.0.0.1:PORT: connect 127.0.0.1:PORT: connection refused
  connect 127.0.0.1:PORT: connection refused
  connection refused
  so: no server is there yet, try again later
the server hangs up at once:
  no poem at 127.0.0.1:PORT: the server said nothing
  the server said nothing
  so: ask the people who run that server
we stop in the middle of it:
  no poem at 127.0.0.1:PORT: reactor stopped
  reactor stopped
  so: nothing, we left ourselves
our own protocol panics:
  no poem at 127.0.0.1:PORT: panic: runtime error: index out of range [238] with length 26
  panic: runtime error: index out of range [238] with length 26
  runtime error: index out of range [238] with length 26
  so: mend census.DataReceived failures.go:LINE
`
		got := regexp.MustCompile(`127.0.0.1:\d+`).ReplaceAllString(o.Stdout, "127.0.0.1:PORT")
		got = regexp.MustCompile(`\.go:\d+`).ReplaceAllString(got, ".go:LINE")
		if o.Status != 0 || got != want {
			t.Errorf("status %d, printed\n%s\nwant\n%s", o.Status, got, want)
		}
		if strings.Count(o.Stderr, "\n") != 1 || !strings.HasPrefix(o.Stderr, `level=ERROR msg="panic in a callback" callback=127.0.0.1:`) {
			t.Errorf("stderr %q", o.Stderr)
		}
		if o.Took != 100*ms {
			t.Errorf("took %v", o.Took)
		}
	})
}

func TestAnErrorThatNobodyThoughtOfHasAnAdvice(t *testing.T) {
	if got := advice(net.ErrClosed); got == "" {
		t.Error("there is none")
	}
}

func TestAPanicInTheCallbackIsHeardOfByTheLogAlone(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, 10*ms)
		o := w.Call("get-panic", "10001")
		if want := "askCarefully returns, having recovered: <nil>\nthat was a second, and nobody stops us\n"; o.Status != 0 || o.Stdout != want {
			t.Errorf("%+v", o)
		}
		for _, want := range []string{
			`level=ERROR msg="panic in a callback" callback=127.0.0.1:10001 `,
			"index out of range [8] with length 4",
			"stack=\"stanza get_panic.go:",
		} {
			if !strings.Contains(o.Stderr, want) {
				t.Errorf("the log does not have %q:\n%s", want, o.Stderr)
			}
		}
		if strings.Count(o.Stderr, "\n") != 1 {
			t.Errorf("the log has more than a line:\n%s", o.Stderr)
		}
	})
}

func TestWhoAsksIsOnTheStackWhenAskingOnly(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 200, ms) // which takes longer than to hear that nobody is at 10009
		o := w.Call("get-stack", "10001", "10009")
		// A program that is a test has another name than main.
		got := regexp.MustCompile(`06-higher-ground`).ReplaceAllString(o.Stderr, "main")
		got = regexp.MustCompile(` +[a-z_]+\.go:[0-9]+`).ReplaceAllString(got, "")
		got = regexp.MustCompile(` +[0-9]+ calls`).ReplaceAllString(got, "")
		const asked = "  main.ask\n  main.getStack\n"
		const answered = "  package reactor\n  main.(*anthology).run\n  main.getStack\n"
		want := "poem 1 is asked for:\n" + asked + "poem 2 is asked for:\n" + asked +
			"poem 2 will not come:\n  main.ask.func2\n  main.(*request).end\n  main.(*request).ConnectionFailed\n" + answered +
			"poem 2: no poem at 127.0.0.1:10009: connect 127.0.0.1:10009: connection refused\n" +
			"poem 1 is here:\n  main.ask.func1\n  main.(*request).end\n  main.(*reading).ConnectionLost\n" + answered +
			"poem 1: complete, 476 bytes\nget-stack: 1 of 2 poems did not come\n"
		if o.Status != 1 || got != want {
			t.Errorf("status %d, said\n%s\nwant\n%s", o.Status, got, want)
		}
	})
}
