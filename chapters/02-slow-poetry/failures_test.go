package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/program"
	"slowpoetry/code/sim"
)

func TestARefusalCostsItsOwnPoemOnly(t *testing.T) {
	tide, kettle := textOf(t, "tide"), textOf(t, "kettle")
	for _, client := range patient {
		for place := range 3 {
			inWorld(t, func(w *world) {
				ports := []string{w.serve(10001, "tide", 100, ms).port, w.serve(10002, "kettle", 100, ms).port}
				all := append([]string{client}, slices.Insert(ports, place, "10009")...)
				o := w.call(all...)
				if o.status != 1 || o.stdout != tide+"\n"+kettle {
					t.Errorf("%q: status %d, printed\n%s", all, o.status, o.stdout)
				}
				if want := client + ": 1 of 3 poems did not come"; o.last() != want {
					t.Errorf("%q: ends with %q, want %q", all, o.last(), want)
				}
				told := strings.Count(o.stderr, fmt.Sprintf("poem %d: ", place+1))
				if told != 1 || strings.Count(o.stderr, "connection refused\n") != 1 {
					t.Errorf("%q: does not say once that poem %d was refused:\n%s", all, place+1, o.stderr)
				}
			})
		}
	}
}

func TestNobodyThere(t *testing.T) {
	for _, client := range append(patient, "get-loud") {
		inWorld(t, func(w *world) {
			o := w.call(client, "10001", "10002")
			if o.status != 1 || o.stdout != "" || o.last() != client+": 2 of 2 poems did not come" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.status, o.stdout, o.stderr)
			}
			want := 3 // two refusals and a sum
			if client == "get-async" {
				want++ // and how often it waited
			}
			if strings.Count(o.stderr, "connection refused\n") != 2 || strings.Count(o.stderr, "\n") != want {
				t.Errorf("%s: want two refusals and %d lines, got\n%s", client, want, o.stderr)
			}
		})
	}
}

func TestAServerThatHangsUpAtOnceSaidNothing(t *testing.T) {
	tide := textOf(t, "tide")
	for _, client := range patient {
		inWorld(t, func(w *world) {
			w.behave(10001, func(*sim.Conn) {})
			o := w.call(client, "10001", w.serve(10002, "tide", 100, ms).port)
			if o.status != 1 || o.stdout != tide || !strings.Contains(o.stderr, "poem 1: 127.0.0.1:10001 said nothing\n") {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.status, o.stdout, o.stderr)
			}
		})
	}
}

// Half a poem from a broken connection is no poem. (Half a poem from a server that closed the
// connection is one, as nobody can tell.)
func TestAConnectionBreaksInMidPoem(t *testing.T) {
	tide := textOf(t, "tide")
	for _, client := range patient {
		inWorld(t, func(w *world) {
			w.behave(10001, func(conn *sim.Conn) {
				conn.Write([]byte("Half a poem"))
				time.Sleep(20 * ms)
				conn.SetLinger(0)
			})
			o := w.call(client, "10001", w.serve(10002, "tide", 100, 10*ms).port)
			if o.status != 1 || o.stdout != tide || o.last() != client+": 1 of 2 poems did not come" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.status, o.stdout, o.stderr)
			}
			for _, want := range []string{"poem 1: 11 bytes from 127.0.0.1:10001\n", "connection reset by peer\n"} {
				if !strings.Contains(o.stderr, want) {
					t.Errorf("%s does not say %q:\n%s", client, want, o.stderr)
				}
			}
		})
	}
	for _, client := range patient {
		inWorld(t, func(w *world) {
			w.behave(10001, func(conn *sim.Conn) { conn.Write([]byte("Half a poem")) })
			if o := w.call(client, "10001"); o.status != 0 || o.stdout != "Half a poem" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.status, o.stdout, o.stderr)
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range append(patient, "get-loud") {
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
				if o.status != 1 || o.stdout != "" || o.last() != client+": interrupted" || o.took != after {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.status, o.took, o.stdout, o.stderr)
				}
				if strings.Contains(o.stderr, "cancel") {
					t.Errorf("%s, interrupted after %v, talks of it in another way too:\n%s", client, after, o.stderr)
				}
			})
		}
	}
}

// A full disk, say.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAPoemThatCannotBePrintedIsAFailure(t *testing.T) {
	for _, client := range append(patient, "get-loud", "demo") {
		inWorld(t, func(w *world) {
			var stderr strings.Builder
			env := &program.Env{Stdout: full{}, Stderr: &stderr, Net: &w.Network}
			args := []string{client}
			if client != "demo" {
				args = append(args, w.serve(10001, "tide", 100, ms).port)
			}
			status := program.Run(w.ctx, env, "", programs, args)
			if status != 1 || !strings.HasSuffix(stderr.String(), "\n"+client+": no room\n") && stderr.String() != client+": no room\n" {
				t.Errorf("%s: status %d, stderr\n%s", client, status, &stderr)
			}
		})
	}
}
