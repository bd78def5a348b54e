package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/protocol"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

var clientsOfOurs = []string{"get", "get-plain"}

func TestPoemsAreTransformedHoweverTheyAreCut(t *testing.T) {
	for bytes := 1; bytes <= 12; bytes += 3 {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Net.Buffer = 1 + bytes%5 // often less than a piece
			w.Start("serve-transform", "-port", "10010")
			w.Serve(10001, "tide", bytes, ms)
			w.Serve(10002, "splitflap", bytes, 5*ms)
			tide, flap := strings.ToLower(programtest.TextOf(t, "tide")), strings.ToLower(programtest.TextOf(t, "splitflap"))
			if o := w.Call("get", "10010", "10002", "10001"); o.Status != 0 || o.Stdout != tide+"\n"+flap {
				t.Errorf("%d bytes at a time: status %d, printed\n%s", bytes, o.Status, o.Stdout)
			}
			if o := w.Call("get-plain", "10010", "10002", "10001"); o.Status != 0 || o.Stdout != flap+tide {
				t.Errorf("plain, %d bytes at a time: status %d, printed\n%s", bytes, o.Status, o.Stdout)
			}
		})
	}
}

// Whatever a transform server does, it costs a message and no poem.
func TestATransformThatFailsCostsNoPoem(t *testing.T) {
	hangUp := func(reply string) func(*sim.Conn) {
		return func(c *sim.Conn) {
			request := make([]byte, 10_000)
			c.Read(request)
			io.WriteString(c, reply)
		}
	}
	for _, test := range []struct {
		what      string
		behaviour func(*sim.Conn) // nil: nobody is there
		transform string
		reason    string
		took      time.Duration
	}{
		{"off", nil, "lower", "connect 127.0.0.1:10010: connection refused", 0},
		{"a name it does not know", nil, "upper", "it hung up without a word", 0},
		{"no word", hangUp(""), "lower", "it hung up without a word", 0},
		{"half a reply", hangUp("12:half a p"), "lower", "unexpected EOF", 0},
		{"no netstring", hangUp("HTTP/1.1 400 Bad Request\r\n\r\n"), "lower", protocol.ErrNetstringNoLength.Error(), 0},
		{"too long a reply", hangUp("1000001:"), "lower", protocol.ErrNetstringTooLong.Error(), 0},
		{"a reset", func(c *sim.Conn) { time.Sleep(20 * ms); c.SetLinger(0) }, "lower", "read 127.0.0.1:10010: connection reset by peer", 0},
		{"silence", func(c *sim.Conn) { time.Sleep(time.Hour) }, "lower", "it took more than 10s", patience},
		{"a reply that trickles", func(c *sim.Conn) {
			for _, b := range "500:" + strings.Repeat("x", 500) {
				if _, err := fmt.Fprint(c, string(b)); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, "lower", "it took more than 10s", patience},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			switch {
			case test.behaviour != nil:
				w.Behave(10010, test.behaviour)
			case test.transform == "upper":
				w.Start("serve-transform", "-port", "10010")
			}
			w.Serve(10001, "kettle", 100, 10*ms)
			kettle := programtest.TextOf(t, "kettle")
			o := w.Call("get", "-transform", test.transform, "10010", "10001")
			said := fmt.Sprintf("poem 1: not transformed: no reply from 127.0.0.1:10010: %s\npoem 1: complete, %d bytes\n", test.reason, len(kettle))
			if o.Status != 0 || o.Stdout != kettle || o.Stderr != said {
				t.Errorf("%s: %+v, want %q", test.what, o, said)
			}
			if o.Took > test.took+time.Second {
				t.Errorf("%s: it takes %v", test.what, o.Took)
			}
			if o := w.Call("get-plain", "-transform", test.transform, "10010", "10001"); o.Status != 0 || o.Stdout != kettle || strings.Count(o.Stderr, "poem 1: not transformed: ") != 1 {
				t.Errorf("%s: %+v", test.what, o)
			}
		})
	}
}

// A poem that does not come is reported, and costs the others nothing.
func TestAPoemThatDoesNotComeIsReported(t *testing.T) {
	for _, test := range []struct {
		behaviour func(*sim.Conn)
		reason    string
	}{
		{nil, "connection refused"},
		{func(*sim.Conn) {}, "the server said nothing"},
		{func(c *sim.Conn) { io.WriteString(c, "Half a poem"); time.Sleep(20 * ms); c.SetLinger(0) }, "connection reset by peer"},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			if test.behaviour != nil {
				w.Behave(10009, test.behaviour)
			}
			w.Start("serve-transform", "-port", "10010")
			w.Serve(10001, "kettle", 100, 10*ms)
			o := w.Call("get", "10010", "10009", "10001")
			kettle := strings.ToLower(programtest.TextOf(t, "kettle"))
			if o.Status != 1 || o.Stdout != kettle || o.Last() != "get: 1 of 2 poems did not come" || !strings.Contains(o.Stderr, "poem 1: no poem at 127.0.0.1:10009: ") || !strings.Contains(o.Stderr, test.reason+"\n") {
				t.Errorf("%s: %+v", test.reason, o)
			}
			if o := w.Call("get-plain", "10010", "10009", "10001"); o.Status != 1 || o.Stdout != kettle || !strings.HasPrefix(o.Last(), "get-plain: poem 1: ") {
				t.Errorf("%s: %+v", test.reason, o)
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range clientsOfOurs {
		for _, after := range []time.Duration{0, 50 * ms, 900 * ms} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Behave(10010, programtest.Silent)
				w.Serve(10001, "kettle", 100, 10*ms)
				w.Serve(10002, "kettle", 1, 100*ms)
				ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := chapter.Call(ctx, &w.Net, client, "10010", "10001", "10002")
				if o.Status != 1 || o.Last() != client+": interrupted" || o.Took != after || o.Stdout != "" && client == "get" {
					t.Errorf("%s, interrupted after %v: %+v", client, after, o)
				}
			})
		}
	}
}

func TestWhatWaitsForWhat(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Start("serve-silence", "-port", "10010")
		w.Serve(10001, "tide", 1000, ms)
		w.Serve(10002, "kettle", 10, 20*ms)
		o := w.Call("get", "-patience", "3s", "-look", "1s", "10010", "10001", "10002", "10003")
		if want := "after 1.0 s\n  poem 1 waits for reply, not fired yet\n  poem 2 has not fired yet\n  poem 3 is settled\n"; !strings.Contains(o.Stderr, want) || !strings.Contains(o.Stderr, "it took more than 3s\n") {
			t.Errorf("%q is missing in\n%s", want, o.Stderr)
		}
	})
}

// The demo is the client at work on its own machine: one poem is transformed, one is as it was, and
// one does not come.
func TestTheDemoDrawsThreeWays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call()
		if o.Status != 0 || o.Stderr != "" || strings.Count(o.Stdout, "  errors\n") != 3 || strings.Count(o.Stdout, "\n: reply:\n") != 2 {
			t.Errorf("%+v", o)
		}
		said := regexp.MustCompile(`(?s)poem 3: no poem at .*refused
poem 1: complete, 612 bytes
  the transform server is switched off
poem 2: not transformed: no reply from .*refused
poem 2: complete, 613 bytes
.*
the result: Slaack Waateer
.*
the result: The Kettle
`)
		if !said.MatchString(o.Stdout) {
			t.Errorf("it prints\n%s", o.Stdout)
		}
	})
}
