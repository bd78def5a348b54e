package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/poetry"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

// clients are those that fetch any number of poems.
var clients = []string{"get", "get-simple", "get-stack"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range clients {
		for bytes := 1; bytes <= 12; bytes++ {
			inWorld(t, func(w *world) {
				w.Buffer = 1 + bytes%5 // often less than a piece
				var ports, poems []string
				for i, name := range poetry.Names() {
					ports = append(ports, w.serve(10001+i, name, bytes, ms).port)
					poems = append(poems, textOf(t, name))
				}
				o := w.call(append([]string{client}, ports...)...)
				if o.status != 0 {
					t.Fatalf("%s, %d bytes at a time: status %d, stderr\n%s", client, bytes, o.status, o.stderr)
				}
				if client == "get-simple" { // prints them as they come, with nothing between them
					for _, poem := range poems {
						if strings.Count(o.stdout, poem) != 1 {
							t.Errorf("%d bytes at a time: get-simple printed\n%s\nwant this in it\n%s", bytes, o.stdout, poem)
						}
					}
					return
				}
				if want := strings.Join(poems, "\n"); o.stdout != want {
					t.Errorf("%s, %d bytes at a time: printed\n%s\nwant\n%s", client, bytes, o.stdout, want)
				}
			})
		}
	}
}

func TestPoemsTakeAsLongAsTheSlowest(t *testing.T) {
	for _, client := range clients {
		inWorld(t, func(w *world) {
			a := w.serve(10001, "tide", 160, 100*ms)
			b := w.serve(10002, "splitflap", 160, 130*ms)
			c := w.serve(10003, "kettle", 160, 200*ms)
			o := w.call(client, a.port, b.port, c.port)
			if want := reciting(textOf(t, "kettle"), 160, 200*ms); o.status != 0 || o.took != want {
				t.Errorf("%s: status %d after %v, want %v", client, o.status, o.took, want)
			}
		})
	}
}

func TestManyPoemsFromOneServer(t *testing.T) {
	tide := textOf(t, "tide")
	inWorld(t, func(w *world) {
		w.serve(10001, "tide", 1000, time.Hour)
		o := w.call(append([]string{"get"}, slices.Repeat([]string{"10001"}, 300)...)...)
		if o.status != 0 || o.stdout != strings.TrimSuffix(strings.Repeat(tide+"\n", 300), "\n") {
			t.Errorf("status %d, %d bytes, %s", o.status, len(o.stdout), o.last())
		}
	})
}

func TestGetSaysWhatItsProtocolsAreTold(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("get", w.serve(10001, "tide", 160, 100*ms).port)
		want := `poem 1: connected to 127.0.0.1:10001
poem 1: 160 bytes
poem 1: 160 bytes
poem 1: 156 bytes
poem 1: complete, 476 bytes in 0.2 s
1 poem in 0.2 s
`
		if o.status != 0 || o.stderr != want {
			t.Errorf("status %d, it says\n%s\nwant\n%s", o.status, o.stderr, want)
		}
	})
}

func TestARefusalCostsItsOwnPoemOnly(t *testing.T) {
	tide, kettle := textOf(t, "tide"), textOf(t, "kettle")
	for _, client := range []string{"get", "get-stack"} {
		for place := range 3 {
			inWorld(t, func(w *world) {
				ports := []string{w.serve(10001, "tide", 100, ms).port, w.serve(10002, "kettle", 100, ms).port}
				all := append([]string{client}, slices.Insert(ports, place, "10009")...)
				o := w.call(all...)
				if o.status != 1 || o.stdout != tide+"\n"+kettle || o.last() != client+": 1 of 3 poems did not come" {
					t.Errorf("%q: status %d, printed\n%s\nsaid\n%s", all, o.status, o.stdout, o.stderr)
				}
				want := fmt.Sprintf("poem %d: connect 127.0.0.1:10009: connection refused\n", place+1)
				if strings.Count(o.stderr, want) != 1 {
					t.Errorf("%q: does not say once %q:\n%s", all, want, o.stderr)
				}
			})
		}
	}
}

// It has no better manners, but it ends.
func TestGetSimpleDoesNotWaitForWhoIsNotThere(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("get-simple", "10009", w.serve(10001, "tide", 100, ms).port, "10009")
		if o.status != 0 || o.stdout != textOf(t, "tide") || o.stderr != "" {
			t.Errorf("%+v", o)
		}
	})
}

func TestAConnectionBreaksInMidPoem(t *testing.T) {
	inWorld(t, func(w *world) {
		w.behave(10001, func(conn *sim.Conn) {
			conn.Write([]byte("Half a poem"))
			time.Sleep(20 * ms)
			conn.SetLinger(0)
		})
		o := w.call("get", "10001", w.serve(10002, "tide", 100, 10*ms).port)
		if o.status != 1 || o.stdout != textOf(t, "tide") || o.last() != "get: 1 of 2 poems did not come" {
			t.Errorf("status %d, stdout %q, stderr\n%s", o.status, o.stdout, o.stderr)
		}
		if !strings.Contains(o.stderr, "connection reset by peer\n") {
			t.Errorf("does not say why:\n%s", o.stderr)
		}
	})
}

func TestAServerThatHangsUpAtOnceSaidNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.behave(10001, func(*sim.Conn) {})
		o := w.call("get", "10001")
		if o.status != 1 || o.stdout != "" || !strings.Contains(o.stderr, "poem 1: the server said nothing\n") {
			t.Errorf("%+v", o)
		}
	})
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range clients {
		for _, after := range []time.Duration{0, 1, 150 * ms, 2 * time.Second} {
			inWorld(t, func(w *world) {
				ports := []string{
					w.serve(10001, "tide", 300, 100*ms).port, // done after 100 ms
					w.serve(10002, "kettle", 1, 100*ms).port,
				}
				w.behave(10003, func(*sim.Conn) { <-w.ctx.Done() }) // says nothing at all
				ctx, interrupt := context.WithCancel(w.ctx)         // the client's: its servers go on
				time.AfterFunc(after, interrupt)
				o := call(ctx, &w.Network, append([]string{client, "10003"}, ports...)...)
				if o.status != 1 || o.last() != client+": interrupted" || o.took != after {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.status, o.took, o.stdout, o.stderr)
				}
				if strings.Contains(o.stderr, "stopped") {
					t.Errorf("%s, interrupted after %v, talks of it in another way too:\n%s", client, after, o.stderr)
				}
			})
		}
	}
}

func TestGetStackNamesTheLoopAndTheConnection(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("get-stack", w.serve(10001, "tide", 160, 100*ms).port)
		for _, method := range []string{"ConnectionMade", "DataReceived", "ConnectionLost"} {
			_, stack, found := strings.Cut(o.stderr, ".(*curiousReading)."+method)
			stack, _, _ = strings.Cut(stack, ".getStack")
			if !found || !strings.Contains(stack, "reactor.(*Reactor).Run ") || strings.Contains(stack, ".(*curiousReading)") {
				t.Errorf("the stack of %s is not in\n%s", method, o.stderr)
			}
		}
		if n := strings.Count(o.stderr, "(*curiousReading).DataReceived"); n != 1 {
			t.Errorf("prints the stack of DataReceived %d times", n)
		}
	})
}
