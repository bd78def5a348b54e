package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

var clientsOfOurs = []string{"get", "get-stack", "get-blocking", "get-plain"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range clientsOfOurs {
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

// A Deferred does not decide how long it takes: one of these is as slow as all servers together.
func TestOnlyTheFunctionThatBlocksTakesTheSum(t *testing.T) {
	tide, flap, kettle := programtest.Reciting(programtest.TextOf(t, "tide"), 30, 100*ms), programtest.Reciting(programtest.TextOf(t, "splitflap"), 30, 130*ms), programtest.Reciting(programtest.TextOf(t, "kettle"), 30, 170*ms)
	longest, sum := max(tide, flap, kettle), tide+flap+kettle
	for client, want := range map[string]time.Duration{
		"get": longest, "get-stack": longest, "get-plain": longest, "get-blocking": sum,
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			a := w.Serve(10001, "tide", 30, 100*ms)
			b := w.Serve(10002, "splitflap", 30, 130*ms)
			c := w.Serve(10003, "kettle", 30, 170*ms)
			o := w.Call(client, a.Port, b.Port, c.Port)
			if o.Status != 0 || o.Took != want {
				t.Errorf("%s: status %d after %v, want %v: %s", client, o.Status, o.Took, want, o.Stderr)
			}
		})
	}
}

func TestAFailureCostsOnePoem(t *testing.T) {
	kettle := programtest.TextOf(t, "kettle")
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
				chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
					if test.behaviour != nil {
						w.Behave(10009, test.behaviour)
					}
					w.Serve(10001, "kettle", 100, 10*ms)
					o := w.Call(args...)
					if o.Status != 1 || o.Stdout != kettle || o.Last() != client+": 1 of 2 poems did not come" || o.Took > time.Second {
						t.Errorf("%s, %s: %+v", client, test.reason, o)
					}
					mine := ""
					for line := range strings.Lines(o.Stderr) {
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
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			o := w.Call(client, "10001", "10002")
			if o.Status != 1 || o.Stdout != "" || o.Last() != client+": 2 of 2 poems did not come" || o.Took != 0 {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range clientsOfOurs {
		for _, after := range []time.Duration{0, 1, 150 * ms, 900 * ms} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Serve(10002, "kettle", 1, 100*ms)
				w.Behave(10003, programtest.Silent)
				ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := chapter.Call(ctx, &w.Net, client, "10002", "10003", "10002")
				if o.Status != 1 || o.Last() != client+": interrupted" || o.Took != after || o.Stdout != "" {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.Status, o.Took, o.Stdout, o.Stderr)
				}
				if strings.Contains(o.Stderr, "cancel") {
					t.Errorf("%s, interrupted after %v, has more to say: %+v", client, after, o)
				}
			})
		}
	}
}

func TestAPoemThatCannotBePrintedIsAFailure(t *testing.T) {
	for _, client := range clientsOfOurs {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 100, ms)
			o := w.Run(program.Env{Stdout: programtest.Full{}}, client, "10001", "10001", "10001")
			if o.Status != 1 || !strings.HasSuffix("\n"+o.Stderr, "\n"+client+": no room\n") {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}

// Whoever fired it is on the stack, and for a late callback it is who has added it.
func TestTheStackIsTheOneOfWhoFires(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		port := w.Serve(10001, "tide", 100, ms).Port
		if both := w.Call("get-stack", port).Stderr; strings.Count(both, " 6 calls\n") != 2 {
			t.Errorf("the chapter counts six calls in package deferred, twice:\n%s", both)
		}
		var stacks [][]string
		for line := range strings.Lines(w.Call("get-stack", port, "10002").Stderr) {
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

		late := w.Call("get-stack", port).Stderr
		_, late, _ = strings.Cut(late, "has been here for a while:\n")
		if !strings.Contains(late, "package deferred") || strings.Contains(late, "package reactor") || strings.Contains(late, "ConnectionLost") {
			t.Errorf("a late callback has on its stack\n%s", late)
		}
	})
}
