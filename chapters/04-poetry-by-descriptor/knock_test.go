package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

func TestEveryDoorIsKnockedAtTogether(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ports := []string{w.Serve(10001, "tide", 100, ms).Port, w.Serve(10002, "kettle", 100, ms).Port}
		o := w.Call("knock", "-away", "300ms", ports[0], "10003", ports[1])
		if o.Status != 1 || o.Took != 300*ms || o.Stderr != "knock: 1 of 3 did not answer\n" {
			t.Errorf("%+v", o)
		}
		for _, want := range []string{
			"127.0.0.1:10001 answers, after 300ms\n",
			"connect 127.0.0.1:10003: connection refused\n",
			"127.0.0.1:10002 answers, after 300ms\n",
		} {
			if strings.Count(o.Stdout, want) != 1 || strings.Count(o.Stdout, "\n") != 3 {
				t.Errorf("does not say once %q:\n%s", want, o.Stdout)
			}
		}
	})
}

func TestAllAnswer(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("knock", "-away", "20ms", w.Serve(10001, "tide", 100, ms).Port)
		if o.Status != 0 || o.Stdout != "127.0.0.1:10001 answers, after 20ms\n" || o.Stderr != "" {
			t.Errorf("%+v", o)
		}
	})
}

func TestPatienceEnds(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("knock", "-away", "1h", "-patience", "2s", "10001", "10002")
		want := "127.0.0.1:10001: no answer after 2s\n127.0.0.1:10002: no answer after 2s\n"
		if o.Status != 1 || o.Took != 2*time.Second || o.Stdout != want || o.Last() != "knock: 2 of 2 did not answer" {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnInterruptEndsKnockAtOnce(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ctx, interrupt := context.WithCancel(w.Context())
		time.AfterFunc(100*ms, interrupt)
		o := chapter.Call(ctx, &w.Net, "knock", "-away", "1h", "10001", "10002")
		if o.Status != 1 || o.Took != 100*ms || o.Stdout != "" || o.Stderr != "knock: interrupted\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestASpeakerIsHeldUpAndSaysItAll(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		run := w.Traced("deaf")
		if run.Duration() != time.Second {
			t.Errorf("took %v", run.Duration())
		}
		var called int // in the second in which nobody listens
		for _, e := range run {
			if e.Task == "speaker" && e.Kind == trace.Run && e.At > 0 && e.At < time.Second {
				called++
			}
		}
		if called > 0 {
			t.Errorf("the speaker was called %d times though there was no room", called)
		}
		o := w.Call("deaf")
		first, second, _ := strings.Cut(o.Stdout, "\n")
		if !strings.HasPrefix(first, "not read from: 81920 bytes are written, in ") ||
			!strings.HasPrefix(second, "read to the end: 16777216 bytes are written, in ") || o.Status != 0 {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnInterruptEndsDeafAtOnce(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ctx, interrupt := context.WithCancel(w.Context())
		time.AfterFunc(500*ms, interrupt)
		if o := chapter.Call(ctx, &w.Net, "deaf"); o.Status != 1 || o.Took != 500*ms || o.Stdout != "" || o.Stderr != "deaf: interrupted\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestWithoutANetworkThereIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if o := chapter.Call(t.Context(), none{}, "deaf"); o.Status != 1 || o.Stderr != "deaf: listen 127.0.0.1:0: no network\n" {
			t.Errorf("%+v", o)
		}
	})
}

type none struct{}

func (none) Listen(context.Context, string, string) (net.Listener, error) {
	return nil, errors.New("no network")
}

func (none) DialContext(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("no network")
}
