package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

func TestARefusalCostsItsOwnPoemOnly(t *testing.T) {
	tide, kettle := programtest.TextOf(t, "tide"), programtest.TextOf(t, "kettle")
	for _, client := range patient {
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
				told := strings.Count(o.Stderr, fmt.Sprintf("poem %d: ", place+1))
				if told != 1 || strings.Count(o.Stderr, "connection refused\n") != 1 {
					t.Errorf("%q: does not say once that poem %d was refused:\n%s", all, place+1, o.Stderr)
				}
			})
		}
	}
}

func TestNobodyThere(t *testing.T) {
	for _, client := range append(patient, "get-loud") {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			o := w.Call(client, "10001", "10002")
			if o.Status != 1 || o.Stdout != "" || o.Last() != client+": 2 of 2 poems did not come" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
			want := 3 // two refusals and a sum
			if client == "get-async" {
				want++ // and how often it waited
			}
			if strings.Count(o.Stderr, "connection refused\n") != 2 || strings.Count(o.Stderr, "\n") != want {
				t.Errorf("%s: want two refusals and %d lines, got\n%s", client, want, o.Stderr)
			}
		})
	}
}

func TestAServerThatHangsUpAtOnceSaidNothing(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	for _, client := range patient {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(*sim.Conn) {})
			o := w.Call(client, "10001", w.Serve(10002, "tide", 100, ms).Port)
			if o.Status != 1 || o.Stdout != tide || !strings.Contains(o.Stderr, "poem 1: 127.0.0.1:10001 said nothing\n") {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
		})
	}
}

// Half a poem from a broken connection is no poem. (Half a poem from a server that closed the
// connection is one, as nobody can tell.)
func TestAConnectionBreaksInMidPoem(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	for _, client := range patient {
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
			for _, want := range []string{"poem 1: 11 bytes from 127.0.0.1:10001\n", "connection reset by peer\n"} {
				if !strings.Contains(o.Stderr, want) {
					t.Errorf("%s does not say %q:\n%s", client, want, o.Stderr)
				}
			}
		})
	}
	for _, client := range patient {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(conn *sim.Conn) { conn.Write([]byte("Half a poem")) })
			if o := w.Call(client, "10001"); o.Status != 0 || o.Stdout != "Half a poem" {
				t.Errorf("%s: status %d, stdout %q, stderr\n%s", client, o.Status, o.Stdout, o.Stderr)
			}
		})
	}
}

func TestAnInterruptEndsAClientAtOnce(t *testing.T) {
	for _, client := range append(patient, "get-loud") {
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
				if o.Status != 1 || o.Stdout != "" || o.Last() != client+": interrupted" || o.Took != after {
					t.Errorf("%s, interrupted after %v: status %d after %v, stdout %q, stderr\n%s",
						client, after, o.Status, o.Took, o.Stdout, o.Stderr)
				}
				if strings.Contains(o.Stderr, "cancel") {
					t.Errorf("%s, interrupted after %v, talks of it in another way too:\n%s", client, after, o.Stderr)
				}
			})
		}
	}
}

func TestAPoemThatCannotBePrintedIsAFailure(t *testing.T) {
	for _, client := range append(patient, "get-loud", "demo") {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			args := []string{client}
			if client != "demo" {
				args = append(args, w.Serve(10001, "tide", 100, ms).Port)
			}
			o := w.Run(program.Env{Stdout: programtest.Full{}}, args...)
			if o.Status != 1 || !strings.HasSuffix(o.Stderr, "\n"+client+": no room\n") && o.Stderr != client+": no room\n" {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}
