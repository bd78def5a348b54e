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
)

const ms = time.Millisecond

// clients are those that fetch any number of poems.
var clients = []string{"get", "get-simple", "get-stack"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range clients {
		for bytes := 1; bytes <= 12; bytes++ {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Net.Buffer = 1 + bytes%5 // often less than a piece
				ports, poems := w.ServeAll(bytes, ms)
				o := w.Call(append([]string{client}, ports...)...)
				if o.Status != 0 {
					t.Fatalf("%s, %d bytes at a time: status %d, stderr\n%s", client, bytes, o.Status, o.Stderr)
				}
				if client == "get-simple" { // prints them as they come, with nothing between them
					for _, poem := range poems {
						if strings.Count(o.Stdout, poem) != 1 {
							t.Errorf("%d bytes at a time: get-simple printed\n%s\nwant this in it\n%s", bytes, o.Stdout, poem)
						}
					}
					return
				}
				if want := strings.Join(poems, "\n"); o.Stdout != want {
					t.Errorf("%s, %d bytes at a time: printed\n%s\nwant\n%s", client, bytes, o.Stdout, want)
				}
			})
		}
	}
}

func TestPoemsTakeAsLongAsTheSlowest(t *testing.T) {
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			a := w.Serve(10001, "tide", 160, 100*ms)
			b := w.Serve(10002, "splitflap", 160, 130*ms)
			c := w.Serve(10003, "kettle", 160, 200*ms)
			o := w.Call(client, a.Port, b.Port, c.Port)
			if want := programtest.Reciting(programtest.TextOf(t, "kettle"), 160, 200*ms); o.Status != 0 || o.Took != want {
				t.Errorf("%s: status %d after %v, want %v", client, o.Status, o.Took, want)
			}
		})
	}
}

func TestManyPoemsFromOneServer(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 1000, time.Hour)
		o := w.Call(append([]string{"get"}, slices.Repeat([]string{"10001"}, 300)...)...)
		if o.Status != 0 || o.Stdout != strings.TrimSuffix(strings.Repeat(tide+"\n", 300), "\n") {
			t.Errorf("status %d, %d bytes, %s", o.Status, len(o.Stdout), o.Last())
		}
	})
}

func TestGetSaysWhatItsProtocolsAreTold(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("get", w.Serve(10001, "tide", 160, 100*ms).Port)
		want := `poem 1: connected to 127.0.0.1:10001
poem 1: 160 bytes
poem 1: 160 bytes
poem 1: 156 bytes
poem 1: complete, 476 bytes in 0.2 s
1 poem in 0.2 s
`
		if o.Status != 0 || o.Stderr != want {
			t.Errorf("status %d, it says\n%s\nwant\n%s", o.Status, o.Stderr, want)
		}
	})
}

func TestARefusalCostsItsOwnPoemOnly(t *testing.T) {
	tide, kettle := programtest.TextOf(t, "tide"), programtest.TextOf(t, "kettle")
	for _, client := range []string{"get", "get-stack"} {
		for place := range 3 {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				ports := []string{w.Serve(10001, "tide", 100, ms).Port, w.Serve(10002, "kettle", 100, ms).Port}
				all := append([]string{client}, slices.Insert(ports, place, "10009")...)
				o := w.Call(all...)
				if o.Status != 1 || o.Stdout != tide+"\n"+kettle || o.Last() != client+": 1 of 3 poems did not come" {
					t.Errorf("%q: status %d, printed\n%s\nsaid\n%s", all, o.Status, o.Stdout, o.Stderr)
				}
				want := fmt.Sprintf("poem %d: connect 127.0.0.1:10009: connection refused\n", place+1)
				if strings.Count(o.Stderr, want) != 1 {
					t.Errorf("%q: does not say once %q:\n%s", all, want, o.Stderr)
				}
			})
		}
	}
}

// It has no better manners, but it ends.
func TestGetSimpleDoesNotWaitForWhoIsNotThere(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("get-simple", "10009", w.Serve(10001, "tide", 100, ms).Port, "10009")
		if o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") || o.Stderr != "" {
			t.Errorf("%+v", o)
		}
	})
}

func TestAConnectionBreaksInMidPoem(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Behave(10001, func(conn *sim.Conn) {
			conn.Write([]byte("Half a poem"))
			time.Sleep(20 * ms)
			conn.SetLinger(0)
		})
		o := w.Call("get", "10001", w.Serve(10002, "tide", 100, 10*ms).Port)
		if o.Status != 1 || o.Stdout != programtest.TextOf(t, "tide") || o.Last() != "get: 1 of 2 poems did not come" {
			t.Errorf("status %d, stdout %q, stderr\n%s", o.Status, o.Stdout, o.Stderr)
		}
		if !strings.Contains(o.Stderr, "connection reset by peer\n") {
			t.Errorf("does not say why:\n%s", o.Stderr)
		}
	})
}

func TestAServerThatHangsUpAtOnceSaidNothing(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Behave(10001, func(*sim.Conn) {})
		o := w.Call("get", "10001")
		if o.Status != 1 || o.Stdout != "" || !strings.Contains(o.Stderr, "poem 1: the server said nothing\n") {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range clients {
		for _, after := range []time.Duration{0, 1, 150 * ms, 2 * time.Second} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				ports := []string{
					w.Serve(10001, "tide", 300, 100*ms).Port, // done after 100 ms
					w.Serve(10002, "kettle", 1, 100*ms).Port,
				}
				w.Behave(10003, programtest.Silent)
				ctx, interrupt := context.WithCancel(w.Context()) // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := chapter.Call(ctx, &w.Net, append([]string{client, "10003"}, ports...)...)
				if o.Status != 1 || o.Last() != client+": interrupted" || o.Took != after {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.Status, o.Took, o.Stdout, o.Stderr)
				}
				if strings.Contains(o.Stderr, "stopped") {
					t.Errorf("%s, interrupted after %v, talks of it in another way too:\n%s", client, after, o.Stderr)
				}
			})
		}
	}
}

func TestGetStackNamesTheLoopAndTheConnection(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("get-stack", w.Serve(10001, "tide", 160, 100*ms).Port)
		for _, method := range []string{"ConnectionMade", "DataReceived", "ConnectionLost"} {
			_, stack, found := strings.Cut(o.Stderr, ".(*curiousReading)."+method)
			stack, _, _ = strings.Cut(stack, ".getStack")
			if !found || !strings.Contains(stack, "reactor.(*Reactor).Run ") || strings.Contains(stack, ".(*curiousReading)") {
				t.Errorf("the stack of %s is not in\n%s", method, o.Stderr)
			}
		}
		if n := strings.Count(o.Stderr, "(*curiousReading).DataReceived"); n != 1 {
			t.Errorf("prints the stack of DataReceived %d times", n)
		}
	})
}
