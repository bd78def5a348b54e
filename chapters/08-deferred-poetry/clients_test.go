package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/poetry"
	"slowpoetry/code/program"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

var clientsOfOurs = []string{"get", "get-stack", "get-blocking", "get-plain"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range clientsOfOurs {
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

// A Deferred does not decide how long it takes: one of these is as slow as all servers together.
func TestOnlyTheFunctionThatBlocksTakesTheSum(t *testing.T) {
	tide, flap, kettle := reciting(textOf(t, "tide"), 30, 100*ms), reciting(textOf(t, "splitflap"), 30, 130*ms), reciting(textOf(t, "kettle"), 30, 170*ms)
	longest, sum := max(tide, flap, kettle), tide+flap+kettle
	for client, want := range map[string]time.Duration{
		"get": longest, "get-stack": longest, "get-plain": longest, "get-blocking": sum,
	} {
		inWorld(t, func(w *world) {
			a := w.serve(10001, "tide", 30, 100*ms)
			b := w.serve(10002, "splitflap", 30, 130*ms)
			c := w.serve(10003, "kettle", 30, 170*ms)
			o := w.call(client, a.port, b.port, c.port)
			if o.status != 0 || o.took != want {
				t.Errorf("%s: status %d after %v, want %v: %s", client, o.status, o.took, want, o.stderr)
			}
		})
	}
}

func TestAFailureCostsOnePoem(t *testing.T) {
	kettle := textOf(t, "kettle")
	for _, test := range []struct {
		behaviour func(conn *sim.Conn) // nil: nobody is there
		reason    string
	}{
		{nil, "connection refused"},
		{func(*sim.Conn) {}, "no poem at 127.0.0.1:10009: the server said nothing"},
		{func(c *sim.Conn) { c.Write([]byte("Half a poem")); time.Sleep(20 * ms); c.SetLinger(0) }, "connection reset by peer"},
	} {
		for _, client := range clientsOfOurs {
			for place := range 2 {
				args := []string{client, "10001", "10001"}
				args[1+place] = "10009"
				inWorld(t, func(w *world) {
					if test.behaviour != nil {
						w.behave(10009, test.behaviour)
					}
					w.serve(10001, "kettle", 100, 10*ms)
					o := w.call(args...)
					if o.status != 1 || o.stdout != kettle || o.last() != client+": 1 of 2 poems did not come" || o.took > time.Second {
						t.Errorf("%s, %s: %+v", client, test.reason, o)
					}
					mine := ""
					for line := range strings.Lines(o.stderr) {
						if said, ok := strings.CutPrefix(line, fmt.Sprintf("poem %d: ", place+1)); ok {
							mine += said
						}
					}
					if !strings.HasPrefix(mine, "no poem at 127.0.0.1:10009: ") || !strings.HasSuffix(mine, test.reason+"\n") || strings.Count(mine, "\n") != 1 {
						t.Errorf("%s says %q, want %q", client, mine, test.reason)
					}
				})
			}
		}
	}
}

func TestNobodyThere(t *testing.T) {
	for _, client := range clientsOfOurs {
		inWorld(t, func(w *world) {
			o := w.call(client, "10001", "10002")
			if o.status != 1 || o.stdout != "" || o.last() != client+": 2 of 2 poems did not come" || o.took != 0 {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range clientsOfOurs {
		for _, after := range []time.Duration{0, 1, 150 * ms, 900 * ms} {
			inWorld(t, func(w *world) {
				w.serve(10002, "kettle", 1, 100*ms)
				w.behave(10003, func(*sim.Conn) { <-w.ctx.Done() }) // says nothing at all
				ctx, interrupt := context.WithCancel(w.ctx)         // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := call(ctx, &w.Network, client, "10002", "10003", "10002")
				if o.status != 1 || o.last() != client+": interrupted" || o.took != after || o.stdout != "" {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.status, o.took, o.stdout, o.stderr)
				}
				if strings.Contains(o.stderr, "cancel") {
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
	for _, client := range clientsOfOurs {
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

// Whoever fired it is on the stack, and for a late callback it is who has added it.
func TestTheStackIsTheOneOfWhoFires(t *testing.T) {
	inWorld(t, func(w *world) {
		port := w.serve(10001, "tide", 100, ms).port
		if both := w.call("get-stack", port).stderr; strings.Count(both, " 6 calls\n") != 2 {
			t.Errorf("the chapter counts six calls in package deferred, twice:\n%s", both)
		}
		var stacks [][]string
		for line := range strings.Lines(w.call("get-stack", port, "10002").stderr) {
			if strings.HasSuffix(line, "On the stack are\n") {
				stacks = append(stacks, nil)
			}
			if name, ok := strings.CutPrefix(line, "  "); ok {
				name, _, _ = strings.Cut(name, "  ")
				stacks[len(stacks)-1] = append(stacks[len(stacks)-1], strings.TrimSpace(name[strings.LastIndex(name, "/")+1:]))
			}
		}
		if len(stacks) != 2 {
			t.Fatalf("%d stacks: %q", len(stacks), stacks)
		}
		check := func(got []string, want ...string) {
			t.Helper()
			if g, w := strings.Join(got, " < "), strings.Join(want, " < "); strings.ReplaceAll(g, "08-deferred-poetry.", "main.") != w {
				t.Errorf("on the stack are\n%s\nwant\n%s", g, w)
			}
		}
		check(stacks[0], "main.(*poem).look", "package deferred", "main.(*request).ConnectionFailed", "package reactor", "main.(*anthology).run", "main.getStack")
		check(stacks[1], "main.(*poem).look", "package deferred", "main.(*reading).ConnectionLost", "package reactor", "main.(*anthology).run", "main.getStack")

		late := w.call("get-stack", port).stderr
		_, late, _ = strings.Cut(late, "has been here for a while:\n")
		if !strings.Contains(late, "package deferred") || strings.Contains(late, "package reactor") || strings.Contains(late, "ConnectionLost") {
			t.Errorf("a late callback has on its stack\n%s", late)
		}
	})
}
