package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/poetry"
	"slowpoetry/code/program"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

// The clients that fetch any number of poems at once.
var clientsAtOnce = []string{"get", "get-errback", "get-stack"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range append([]string{"get-plain"}, clientsAtOnce...) {
		for bytes := 1; bytes <= 12; bytes++ {
			inWorld(t, func(w *world) {
				w.Buffer = 1 + bytes%5 // often less than a piece
				var ports []string
				var poems []string
				for i, name := range poetry.Names() {
					ports = append(ports, w.serve(10001+i, name, bytes, ms).port)
					poems = append(poems, textOf(t, name))
				}
				o := w.call(append([]string{client}, ports...)...)
				if want := strings.Join(poems, "\n"); o.status != 0 || o.stdout != want {
					t.Errorf("%s, %d bytes at a time: status %d, printed\n%s\nwant\n%s", client, bytes, o.status, o.stdout, want)
				}
			})
		}
	}
}

func TestPoemsAtOnceTakeAsLongAsTheLongestAndInTurnTheSum(t *testing.T) {
	tide, flap, kettle := reciting(textOf(t, "tide"), 30, 100*ms), reciting(textOf(t, "splitflap"), 30, 130*ms), reciting(textOf(t, "kettle"), 30, 170*ms)
	longest, sum := max(tide, flap, kettle), tide+flap+kettle
	for client, want := range map[string]time.Duration{
		"get": longest, "get-errback": longest, "get-in-turn": sum, "get-plain": sum,
	} {
		inWorld(t, func(w *world) {
			a := w.serve(10001, "tide", 30, 100*ms)
			b := w.serve(10002, "splitflap", 30, 130*ms)
			c := w.serve(10003, "kettle", 30, 170*ms)
			o := w.call(client, a.port, b.port, c.port)
			if o.status != 0 || o.took != want {
				t.Errorf("%s: status %d after %v, want %v: %s", client, o.status, o.took, want, o.stderr)
			}
			if all := textOf(t, "tide") + "\n" + textOf(t, "splitflap") + "\n" + textOf(t, "kettle"); o.stdout != all {
				t.Errorf("%s prints\n%s", client, o.stdout)
			}
			if said := fmt.Sprintf("3 poems in %.1f s", want.Seconds()); want == longest && o.last() != said {
				t.Errorf("%s says %q, want %q", client, o.last(), said)
			}
		})
	}
}

// Client 3.0 waits for a poem of which it will never hear. Client 3.1 hears.
func TestAFailureHangsClient30AndCostsClient31OnePoem(t *testing.T) {
	kettle := textOf(t, "kettle")
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
			inWorld(t, func(w *world) {
				if test.behaviour != nil {
					w.behave(10009, test.behaviour)
				}
				w.serve(10001, "kettle", 100, 10*ms)
				ctx, interrupt := context.WithTimeout(w.ctx, time.Hour)
				defer interrupt()
				o := call(ctx, &w.Network, append([]string{"get"}, args...)...)
				said := fmt.Sprintf("poem %d: complete, %d bytes\nget: %v\n", 2-place, len(kettle), context.DeadlineExceeded)
				if o.status != 1 || o.stdout != "" || o.stderr != said || o.took != time.Hour {
					t.Errorf("get, %s: %+v, want it to say %q", test.reason, o, said)
				}

				o = w.call(append([]string{"get-errback"}, args...)...)
				if o.status != 1 || o.stdout != kettle || o.last() != "get-errback: 1 of 2 poems did not come" || o.took > time.Second {
					t.Errorf("get-errback, %s: %+v", test.reason, o)
				}
				for line := range strings.Lines(o.stderr) {
					if mine, ok := strings.CutPrefix(line, fmt.Sprintf("poem %d: ", place+1)); ok && !strings.HasSuffix(mine, test.reason+"\n") {
						t.Errorf("get-errback says %q, want %q", line, test.reason)
					}
				}
			})
		}
	}
}

func TestNobodyThere(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("get-errback", "10001", "10002")
		if o.status != 1 || o.stdout != "" || o.last() != "get-errback: 2 of 2 poems did not come" || strings.Count(o.stderr, "\n") != 3 {
			t.Errorf("%+v", o)
		}
		for _, client := range []string{"get-in-turn", "get-plain"} {
			o := w.call(client, "10001", "10002", "10003")
			if o.status != 1 || o.stdout != "" || !strings.HasPrefix(o.stderr, client+": poem 1: ") || !strings.HasSuffix(o.stderr, ": connection refused\n") || strings.Count(o.stderr, "\n") != 1 {
				t.Errorf("%s: %+v", client, o)
			}
		}
	})
}

func TestInTurnTheFirstFailureIsTheLast(t *testing.T) {
	for place := range 3 {
		inWorld(t, func(w *world) {
			asked := 0
			w.behave(10001, func(c *sim.Conn) { asked++; c.Write([]byte("a poem\n")) })
			for _, client := range []string{"get-in-turn", "get-plain"} {
				args := []string{client, "10001", "10001", "10001"}
				args[1+place] = "10009"
				asked = 0
				o := w.call(args...)
				synctest.Wait()
				want := fmt.Sprintf("%s: poem %d: ", client, place+1)
				if o.status != 1 || o.stdout != "" || !strings.HasPrefix(o.stderr, want) || asked != place {
					t.Errorf("%q: asked %d times, %+v", args, asked, o)
				}
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range []string{"get", "get-errback", "get-stack", "get-in-turn", "get-plain", "get-panic"} {
		for _, after := range []time.Duration{0, 1, 150 * ms, 900 * ms} {
			inWorld(t, func(w *world) {
				w.serve(10002, "kettle", 1, 100*ms)
				w.behave(10003, func(*sim.Conn) { <-w.ctx.Done() }) // says nothing at all
				ctx, interrupt := context.WithCancel(w.ctx)         // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := call(ctx, &w.Network, client, "10002", "10003", "10002")
				if o.status != 1 || o.last() != client+": interrupted" || o.took != after {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.status, o.took, o.stdout, o.stderr)
				}
				if strings.Contains(o.stderr, "cancel") || client != "get-panic" && o.stdout != "" {
					t.Errorf("%s, interrupted after %v, has more to say: %+v", client, after, o)
				}
			})
		}
	}
}

// A full disk, say.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAPoemThatCannotBePrintedIsAFailure(t *testing.T) {
	for _, client := range []string{"get", "get-errback", "get-stack", "get-in-turn", "get-plain"} {
		inWorld(t, func(w *world) {
			var stderr strings.Builder
			env := &program.Env{Stdout: full{}, Stderr: &stderr, Net: &w.Network}
			w.serve(10001, "tide", 100, ms)
			status := program.Run(w.ctx, env, "", programs, []string{client, "10001", "10001", "10001"})
			if status != 1 || !strings.HasSuffix("\n"+stderr.String(), "\n"+client+": no room\n") {
				t.Errorf("%s: status %d, stderr\n%s", client, status, &stderr)
			}
		})
	}
}
