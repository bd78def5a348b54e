package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/trace"
)

func TestEveryDoorIsKnockedAtTogether(t *testing.T) {
	inWorld(t, func(w *world) {
		ports := []string{w.serve(10001, "tide", 100, ms).port, w.serve(10002, "kettle", 100, ms).port}
		o := w.call("knock", "-away", "300ms", ports[0], "10003", ports[1])
		if o.status != 1 || o.took != 300*ms || o.stderr != "knock: 1 of 3 did not answer\n" {
			t.Errorf("%+v", o)
		}
		for _, want := range []string{
			"127.0.0.1:10001 answers, after 300ms\n",
			"connect 127.0.0.1:10003: connection refused\n",
			"127.0.0.1:10002 answers, after 300ms\n",
		} {
			if strings.Count(o.stdout, want) != 1 || strings.Count(o.stdout, "\n") != 3 {
				t.Errorf("does not say once %q:\n%s", want, o.stdout)
			}
		}
	})
}

func TestAllAnswer(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("knock", "-away", "20ms", w.serve(10001, "tide", 100, ms).port)
		if o.status != 0 || o.stdout != "127.0.0.1:10001 answers, after 20ms\n" || o.stderr != "" {
			t.Errorf("%+v", o)
		}
	})
}

func TestPatienceEnds(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("knock", "-away", "1h", "-patience", "2s", "10001", "10002")
		want := "127.0.0.1:10001: no answer after 2s\n127.0.0.1:10002: no answer after 2s\n"
		if o.status != 1 || o.took != 2*time.Second || o.stdout != want || o.last() != "knock: 2 of 2 did not answer" {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnInterruptEndsKnockAtOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx, interrupt := context.WithCancel(w.ctx)
		time.AfterFunc(100*ms, interrupt)
		o := call(ctx, &w.Network, "knock", "-away", "1h", "10001", "10002")
		if o.status != 1 || o.took != 100*ms || o.stdout != "" || o.stderr != "knock: interrupted\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestASpeakerIsHeldUpAndSaysItAll(t *testing.T) {
	inWorld(t, func(w *world) {
		run := w.traced("deaf")
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
		o := w.call("deaf")
		first, second, _ := strings.Cut(o.stdout, "\n")
		if !strings.HasPrefix(first, "nobody has listened: 81920 bytes are said, in ") ||
			!strings.HasPrefix(second, "somebody has listened: 16777216 bytes are said, in ") || o.status != 0 {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnInterruptEndsDeafAtOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx, interrupt := context.WithCancel(w.ctx)
		time.AfterFunc(500*ms, interrupt)
		if o := call(ctx, &w.Network, "deaf"); o.status != 1 || o.took != 500*ms || o.stdout != "" || o.stderr != "deaf: interrupted\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestWithoutANetworkThereIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if o := call(t.Context(), none{}, "deaf"); o.status != 1 || o.stderr != "deaf: listen 127.0.0.1:0: no network\n" {
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
