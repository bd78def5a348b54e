package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

// The clients that fetch any number of poems at once.
var clientsAtOnce = []string{"get", "get-errback", "get-stack"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range append([]string{"get-plain"}, clientsAtOnce...) {
		for bytes := 1; bytes <= 12; bytes++ {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Net.Buffer = 1 + bytes%5 // often less than a piece
				ports, poems := w.ServeAll(bytes, ms)
				o := w.Call(append([]string{client}, ports...)...)
				if want := strings.Join(poems, "\n"); o.Status != 0 || o.Stdout != want {
					t.Errorf("%s, %d bytes at a time: status %d, printed\n%s\nwant\n%s", client, bytes, o.Status, o.Stdout, want)
				}
			})
		}
	}
}

func TestPoemsAtOnceTakeAsLongAsTheLongestAndInTurnTheSum(t *testing.T) {
	tide, flap, kettle := programtest.Reciting(programtest.TextOf(t, "tide"), 30, 100*ms), programtest.Reciting(programtest.TextOf(t, "splitflap"), 30, 130*ms), programtest.Reciting(programtest.TextOf(t, "kettle"), 30, 170*ms)
	longest, sum := max(tide, flap, kettle), tide+flap+kettle
	for client, want := range map[string]time.Duration{
		"get": longest, "get-errback": longest, "get-in-turn": sum, "get-plain": sum,
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			a := w.Serve(10001, "tide", 30, 100*ms)
			b := w.Serve(10002, "splitflap", 30, 130*ms)
			c := w.Serve(10003, "kettle", 30, 170*ms)
			o := w.Call(client, a.Port, b.Port, c.Port)
			if o.Status != 0 || o.Took != want {
				t.Errorf("%s: status %d after %v, want %v: %s", client, o.Status, o.Took, want, o.Stderr)
			}
			if all := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "kettle"); o.Stdout != all {
				t.Errorf("%s prints\n%s", client, o.Stdout)
			}
			if said := fmt.Sprintf("3 poems in %.1f s", want.Seconds()); want == longest && o.Last() != said {
				t.Errorf("%s says %q, want %q", client, o.Last(), said)
			}
		})
	}
}

// Client 3.0 waits for a poem of which it will never hear. Client 3.1 hears.
func TestAFailureHangsClient30AndCostsClient31OnePoem(t *testing.T) {
	kettle := programtest.TextOf(t, "kettle")
	for _, test := range []struct {
		behaviour func(conn *sim.Conn) // nil: nobody is there
		reason    string
	}{
		{nil, "no poem at 127.0.0.1:10009: connect 127.0.0.1:10009: connection refused"},
		{func(*sim.Conn) {}, "no poem at 127.0.0.1:10009: the server said nothing"},
		{func(c *sim.Conn) { c.Write([]byte("Half a poem")); time.Sleep(20 * ms); c.SetLinger(0) }, "connection reset by peer"},
	} {
		for place := range 2 {
			args := []string{"10001", "10001"}
			args[place] = "10009"
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				if test.behaviour != nil {
					w.Behave(10009, test.behaviour)
				}
				w.Serve(10001, "kettle", 100, 10*ms)
				ctx, interrupt := context.WithTimeout(w.Context(), time.Hour)
				defer interrupt()
				o := chapter.Call(ctx, &w.Net, append([]string{"get"}, args...)...)
				said := fmt.Sprintf("poem %d: complete, %d bytes\nget: %v\n", 2-place, len(kettle), context.DeadlineExceeded)
				if o.Status != 1 || o.Stdout != "" || o.Stderr != said || o.Took != time.Hour {
					t.Errorf("get, %s: %+v, want it to say %q", test.reason, o, said)
				}

				o = w.Call(append([]string{"get-errback"}, args...)...)
				if o.Status != 1 || o.Stdout != kettle || o.Last() != "get-errback: 1 of 2 poems did not come" || o.Took > time.Second {
					t.Errorf("get-errback, %s: %+v", test.reason, o)
				}
				for line := range strings.Lines(o.Stderr) {
					if mine, ok := strings.CutPrefix(line, fmt.Sprintf("poem %d: ", place+1)); ok && !strings.HasSuffix(mine, test.reason+"\n") {
						t.Errorf("get-errback says %q, want %q", line, test.reason)
					}
				}
			})
		}
	}
}

func TestNobodyThere(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("get-errback", "10001", "10002")
		if o.Status != 1 || o.Stdout != "" || o.Last() != "get-errback: 2 of 2 poems did not come" || strings.Count(o.Stderr, "\n") != 3 {
			t.Errorf("%+v", o)
		}
		for _, client := range []string{"get-in-turn", "get-plain"} {
			o := w.Call(client, "10001", "10002", "10003")
			if o.Status != 1 || o.Stdout != "" || !strings.HasPrefix(o.Stderr, client+": poem 1: ") || !strings.HasSuffix(o.Stderr, ": connection refused\n") || strings.Count(o.Stderr, "\n") != 1 {
				t.Errorf("%s: %+v", client, o)
			}
		}
	})
}

func TestInTurnTheFirstFailureIsTheLast(t *testing.T) {
	for place := range 3 {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			asked := 0
			w.Behave(10001, func(c *sim.Conn) { asked++; c.Write([]byte("a poem\n")) })
			for _, client := range []string{"get-in-turn", "get-plain"} {
				args := []string{client, "10001", "10001", "10001"}
				args[1+place] = "10009"
				asked = 0
				o := w.Call(args...)
				synctest.Wait()
				want := fmt.Sprintf("%s: poem %d: ", client, place+1)
				if o.Status != 1 || o.Stdout != "" || !strings.HasPrefix(o.Stderr, want) || asked != place {
					t.Errorf("%q: asked %d times, %+v", args, asked, o)
				}
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range []string{"get", "get-errback", "get-stack", "get-in-turn", "get-plain", "get-panic"} {
		for _, after := range []time.Duration{0, 1, 150 * ms, 900 * ms} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Serve(10002, "kettle", 1, 100*ms)
				w.Behave(10003, programtest.Silent)
				ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := chapter.Call(ctx, &w.Net, client, "10002", "10003", "10002")
				if o.Status != 1 || o.Last() != client+": interrupted" || o.Took != after {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.Status, o.Took, o.Stdout, o.Stderr)
				}
				if strings.Contains(o.Stderr, "cancel") || client != "get-panic" && o.Stdout != "" {
					t.Errorf("%s, interrupted after %v, has more to say: %+v", client, after, o)
				}
			})
		}
	}
}

func TestAPoemThatCannotBePrintedIsAFailure(t *testing.T) {
	for _, client := range []string{"get", "get-errback", "get-stack", "get-in-turn", "get-plain"} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 100, ms)
			o := w.Run(program.Env{Stdout: programtest.Full{}}, client, "10001", "10001", "10001")
			if o.Status != 1 || !strings.HasSuffix("\n"+o.Stderr, "\n"+client+": no room\n") {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}
