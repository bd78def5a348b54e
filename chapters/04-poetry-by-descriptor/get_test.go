package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

const ms = time.Millisecond

var clients = []string{"get", "get-broken"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range clients {
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

func TestManyPoemsFromOneServer(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 1000, time.Hour)
			o := w.Call(append([]string{client}, slices.Repeat([]string{"10001"}, 300)...)...)
			if o.Status != 0 || o.Stdout != strings.TrimSuffix(strings.Repeat(tide+"\n", 300), "\n") {
				t.Errorf("%s: status %d, %d bytes, %s", client, o.Status, len(o.Stdout), o.Last())
			}
		})
	}
}

func TestARefusalCostsItsOwnPoemOnly(t *testing.T) {
	tide, kettle := programtest.TextOf(t, "tide"), programtest.TextOf(t, "kettle")
	for _, client := range clients {
		for place := range 3 {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				ports := []string{w.Serve(10001, "tide", 100, ms).Port, w.Serve(10002, "kettle", 100, ms).Port}
				all := append([]string{client}, slices.Insert(ports, place, "10009")...)
				o := w.Call(all...)
				if o.Status != 1 || o.Stdout != tide+"\n"+kettle {
					t.Errorf("%q: status %d, printed\n%s", all, o.Status, o.Stdout)
				}
				if want := client + ": 1 of 3 poems did not come"; o.Last() != want {
					t.Errorf("%q: ends with %q, want %q", all, o.Last(), want)
				}
				want := fmt.Sprintf("poem %d: connect 127.0.0.1:10009: connection refused\n", place+1)
				if strings.Count(o.Stderr, want) != 1 || strings.Count(o.Stderr, fmt.Sprintf("poem %d: ", place+1)) != 1 {
					t.Errorf("%q: does not say once %q:\n%s", all, want, o.Stderr)
				}
			})
		}
	}
}

func TestNobodyThere(t *testing.T) {
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			o := w.Call(client, "10001", "10002")
			if o.Status != 1 || o.Stdout != "" || o.Last() != client+": 2 of 2 poems did not come" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
			if strings.Count(o.Stderr, "connection refused\n") != 2 || strings.Count(o.Stderr, "\n") != 3 {
				t.Errorf("%s: want two refusals and a sum, got\n%s", client, o.Stderr)
			}
		})
	}
}

func TestAServerThatHangsUpAtOnceSaidNothing(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(*sim.Conn) {})
			o := w.Call(client, "10001", w.Serve(10002, "tide", 100, ms).Port)
			if o.Status != 1 || o.Stdout != tide || !strings.Contains(o.Stderr, "poem 1: the server said nothing\n") {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
		})
	}
}

// Half a poem from a broken connection is no poem. (Half a poem from a server that closed the
// connection is one, as nobody can tell.)
func TestAConnectionBreaksInMidPoem(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(conn *sim.Conn) {
				conn.Write([]byte("Half a poem"))
				time.Sleep(20 * ms)
				conn.SetLinger(0)
			})
			o := w.Call(client, "10001", w.Serve(10002, "tide", 100, 10*ms).Port)
			if o.Status != 1 || o.Stdout != tide || o.Last() != client+": 1 of 2 poems did not come" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
			for _, want := range []string{"poem 1: 11 bytes\n", "connection reset by peer\n"} {
				if !strings.Contains(o.Stderr, want) {
					t.Errorf("%s does not say %q:\n%s", client, want, o.Stderr)
				}
			}
		})
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(conn *sim.Conn) { conn.Write([]byte("Half a poem")) })
			if o := w.Call(client, "10001"); o.Status != 0 || o.Stdout != "Half a poem" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
		})
	}
}

func TestAnInterruptEndsGetAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 1, 150 * ms, 2 * time.Second} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			ports := []string{
				w.Serve(10001, "tide", 300, 100*ms).Port, // done after 100 ms
				w.Serve(10002, "kettle", 1, 100*ms).Port,
			}
			w.Behave(10003, programtest.Silent)
			ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
			time.AfterFunc(after, interrupt)
			o := chapter.Call(ctx, &w.Net, append([]string{"get", "10003"}, ports...)...)
			if o.Status != 1 || o.Stdout != "" || o.Last() != "get: interrupted" || o.Took != after {
				t.Errorf("interrupted after %v: status %d after %v, stdout %q, stderr\n%s", after, o.Status, o.Took, o.Stdout, o.Stderr)
			}
			if strings.Contains(o.Stderr, "stopped") {
				t.Errorf("interrupted after %v, talks of it in another way too:\n%s", after, o.Stderr)
			}
		})
	}
}

// The chapter says that the total is the same, and nothing else is.
func TestTheBrokenClientTakesAsLongAndKeepsEverybodyWaiting(t *testing.T) {
	good, broken := fetched(t, "get"), fetched(t, "get-broken")
	for client, run := range map[string]trace.Trace{"get": good, "get-broken": broken} {
		if took := run.Duration(); took < 600*ms || took > 630*ms {
			t.Errorf("%s takes %v", client, took)
		}
	}
	first := func(run trace.Trace, task string) time.Duration {
		for _, e := range run {
			if e.Task == task && e.Kind == trace.Receive {
				return e.At
			}
		}
		return -1
	}
	for _, task := range []string{"poem 1", "poem 2", "poem 3"} {
		if at := first(good, task); at > ms {
			t.Errorf("get: the first of %s is read at %v", task, at)
		}
		if at := first(broken, task); at < 600*ms {
			t.Errorf("get-broken: the first of %s is read at %v", task, at)
		}
	}
	blocked := func(run trace.Trace) (total time.Duration) {
		for _, lane := range run.Lanes() {
			total += lane.Total(trace.Block)
		}
		return total
	}
	if a, b := blocked(good), blocked(broken); a != 0 || b < 600*ms {
		t.Errorf("get blocks for %v, get-broken for %v", a, b)
	}
	beats := func(run trace.Trace) (n int) {
		for _, e := range run {
			if e.Task == "clock" && e.Kind == trace.Run {
				n++
			}
		}
		return n
	}
	if a, b := beats(good), beats(broken); a != 3 || b > 1 {
		t.Errorf("the clock of get beats %d times, that of get-broken %d times", a, b)
	}
}

func TestASilentServerIsTheEndOfTheBrokenClient(t *testing.T) {
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(conn *sim.Conn) { // begins, and then says nothing for an hour
				conn.Write([]byte("Once"))
				time.Sleep(time.Hour)
			})
			ctx, interrupt := context.WithCancel(w.Context())
			time.AfterFunc(time.Minute, interrupt)
			w.Serve(10002, "tide", 100, time.Second)
			o := chapter.Call(ctx, &w.Net, client, "10001", "10002")
			if o.Status != 1 || o.Last() != client+": interrupted" {
				t.Errorf("%s: status %d, stderr\n%s", client, o.Status, o.Stderr)
			}
			switch heard := strings.Contains(o.Stderr, "poem 2: complete"); client {
			case "get":
				if !heard || o.Took != time.Minute {
					t.Errorf("get: stopped after %v, stderr\n%s", o.Took, o.Stderr)
				}
			default: // the interrupt has to wait too
				if o.Took < time.Hour || o.Took > time.Hour+20*ms {
					t.Errorf("get-broken: stopped after %v, stderr\n%s", o.Took, o.Stderr)
				}
			}
		})
	}
}
