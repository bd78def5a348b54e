package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/protocol"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

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
		})
	}
}

// The coroutines end, too: the world fails a test that leaves a goroutine behind.
func TestAnInterruptEndsTheClientAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 50 * ms, 900 * ms} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10010, programtest.Silent)
			w.Serve(10001, "kettle", 100, 10*ms)
			w.Serve(10002, "kettle", 1, 100*ms)
			ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
			time.AfterFunc(after, interrupt)
			o := chapter.Call(ctx, &w.Net, "get", "10010", "10001", "10002")
			if o.Status != 1 || o.Last() != "get: interrupted" || o.Took != after || o.Stdout != "" {
				t.Errorf("interrupted after %v: %+v", after, o)
			}
		})
	}
}

func TestAnInterruptEndsWhatWaitsForTheClock(t *testing.T) {
	for _, err := range unhandled.During(func() {
		for name, waits := range map[string]time.Duration{"inline-1": 400 * ms, "inline-2": 600 * ms, "inline-stack": 100 * ms} {
			for after := time.Duration(0); after < waits; after += 90 * ms {
				chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
					time.AfterFunc(after, w.Interrupt)
					if o := w.Call(name); o.Status != 1 || o.Stderr != name+": interrupted\n" || o.Took != after || strings.Contains(o.Stdout, "the program ends") {
						t.Errorf("%s, interrupted after %v: %+v", name, after, o)
					}
				})
			}
		}
	}) {
		t.Errorf("reported as unhandled: %v", err)
	}
}

// The three functions of the demo run side by side, and each line of one waits for its own.
func TestTheDemoHasThreeColumns(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		if o := w.Call(); o.Status != 0 || o.Stderr != "" || o.Stdout != `poem 1, slow            poem 2, quick           poem 3, no server
  asks for a poem
                          asks for a poem
                                                  asks for a poem
                                                has an error
                                                  returns an error
                        has the poem
                          asks for a drawl
                        has the drawl
                          returns a poem
has the poem
  asks for a drawl
has the drawl
  returns a poem
` {
			t.Errorf("%+v", o)
		}
	})
}
