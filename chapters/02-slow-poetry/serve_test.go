package main

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

// A piece is what came in one read, and when.
type piece struct {
	at   time.Duration
	text string
}

// listenTo reads from a connection until it ends, and returns the pieces. Nothing else may be
// going on in the world, or two of them might come as one.
func listenTo(t *testing.T, conn *sim.Conn) (pieces []piece) {
	t.Helper()
	start := time.Now()
	for buffer := make([]byte, 4096); ; {
		n, err := conn.Read(buffer)
		if n > 0 {
			pieces = append(pieces, piece{time.Since(start), string(buffer[:n])})
		}
		if err == io.EOF {
			conn.Close()
			return pieces
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAServerKeepsItsSchedule(t *testing.T) {
	text := programtest.TextOf(t, "splitflap")
	for _, size := range []int{1, 10, 300, 1000} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			r := w.Serve(10001, "splitflap", size, 700*ms)
			var want []piece
			for i := 0; i < len(text); i += size {
				at := time.Duration(i/size) * 700 * ms
				want = append(want, piece{at, text[i:min(i+size, len(text))]})
			}
			if got := listenTo(t, w.Dial(10001)); !slices.Equal(got, want) {
				t.Errorf("%d bytes at a time: got %v, want %v", size, got, want)
			}
			w.Interrupt()
			o := r.Outcome()
			if o.Status != 0 || o.Stdout != "Serving splitflap on 127.0.0.1:10001\n" || o.Stderr != "client 1 has heard it all\n" {
				t.Errorf("%d bytes at a time: %+v", size, o)
			}
		})
	}
}

func TestAServerDefaultsToAKettleAndTenBytes(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Go(func() { w.Call("serve", "-port", "10001") })
		synctest.Wait() // until it listens
		pieces := listenTo(t, w.Dial(10001))
		if len(pieces) < 2 || pieces[0].text != programtest.TextOf(t, "kettle")[:10] || pieces[1].at != 700*ms {
			t.Errorf("got %v", pieces)
		}
	})
}

func TestAServerChoosesAFreePort(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		var first, second programtest.Outcome
		w.Go(func() { first = w.Call("serve") })
		w.Go(func() { second = w.Call("serve") })
		time.Sleep(time.Second)
		w.Interrupt()
		w.Wait()
		for _, o := range []programtest.Outcome{first, second} {
			if o.Status != 0 || !strings.HasPrefix(o.Stdout, "Serving kettle on 127.0.0.1:") || strings.HasSuffix(o.Stdout, ":0\n") {
				t.Errorf("got %+v", o)
			}
		}
		if first.Stdout == second.Stdout {
			t.Errorf("both say %q", first.Stdout)
		}
	})
}

func TestATakenPortIsOneLine(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Listen(10001)
		o := w.Call("serve", "-port", "10001")
		if o.Status != 1 || o.Stdout != "" || o.Stderr != "serve: listen tcp 127.0.0.1:10001: bind: address already in use\n" {
			t.Errorf("got %+v", o)
		}
	})
}

func TestTheSecondClientHearsNothingUntilTheFirstHasHeardItAll(t *testing.T) {
	takes := programtest.Reciting(programtest.TextOf(t, "tide"), 100, time.Second)
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, time.Second)
		first, second := w.Dial(10001), w.Dial(10001)
		go func() {
			io.Copy(io.Discard, first)
			first.Close()
		}()
		pieces := listenTo(t, second)
		if begin, end := pieces[0].at, pieces[len(pieces)-1].at; begin != takes || end != 2*takes {
			t.Errorf("the second heard it from %v to %v, want from %v to %v", begin, end, takes, 2*takes)
		}
	})
}

func TestAClientThatVanishesLeavesTheServerToTheNext(t *testing.T) {
	leave := func(conn *sim.Conn) { conn.Close() }
	crash := func(conn *sim.Conn) { conn.SetLinger(0); conn.Close() }
	for name, vanish := range map[string]func(*sim.Conn){"leaves": leave, "crashes": crash} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			r := w.Serve(10001, "tide", 10, time.Second)
			early, middle, last := w.Dial(10001), w.Dial(10001), w.Dial(10001)
			vanish(middle) // before the server has turned to it
			io.ReadFull(early, make([]byte, 25))
			vanish(early)
			var text strings.Builder
			for _, piece := range listenTo(t, last) {
				text.WriteString(piece.text)
			}
			if text.String() != programtest.TextOf(t, "tide") {
				t.Errorf("one %s: the next hears\n%s", name, &text)
			}
			w.Interrupt()
			said := r.Outcome().Stderr
			lines := strings.Split(said, "\n")
			if len(lines) != 4 || !strings.HasPrefix(lines[0], "client 1 left early: ") ||
				!strings.HasPrefix(lines[1], "client 2 left early: ") || lines[2] != "client 3 has heard it all" {
				t.Errorf("one %s: the server says\n%s", name, said)
			}
		})
	}
}

// A client that sends something, and does not wait for us to read it, gets its poem all the same:
// closing a connection with unread bytes in it would cut off the end.
func TestAClientThatTalksGetsTheWholePoem(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 10, ms)
		for _, request := range []string{"GET / HTTP/1.1\r\nHost: poetry\r\n\r\n", strings.Repeat("garbage ", 5000), "\x00"} {
			conn := w.Dial(10001)
			if _, err := conn.Write([]byte(request)); err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			for _, piece := range listenTo(t, conn) {
				text.WriteString(piece.text)
			}
			if text.String() != programtest.TextOf(t, "tide") {
				t.Errorf("after %.20q, got\n%s", request, &text)
			}
		}
	})
}

func TestAClientThatNeverHangsUpHoldsUpTheNextForAMoment(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 1000, 0)
		forgetful := w.Dial(10001)
		defer forgetful.Close()
		next := listenTo(t, w.Dial(10001))
		if len(next) != 1 || next[0].at != 100*ms {
			t.Errorf("the next hears %v", next)
		}
	})
}

func TestAnInterruptEndsTheServerAtOnce(t *testing.T) {
	const after = 10*time.Second + 500*ms // in the middle of the poem
	for _, listener := range []string{"nobody", "somebody", "somebody deaf"} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Net.Buffer = 25 // so that reciting to the deaf blocks in the middle of a piece
			start := time.Now()
			r := w.Serve(10001, "tide", 10, time.Second)
			said := ""
			if listener != "nobody" {
				conn := w.Dial(10001)
				defer conn.Close()
				if listener != "somebody deaf" {
					w.Go(func() { io.Copy(io.Discard, conn) })
				}
				said = "client 1 has not heard the end\n"
			}
			time.Sleep(after)
			w.Interrupt()
			o := r.Outcome()
			if took := time.Since(start); took != after {
				t.Errorf("%s: ended after %v", listener, took)
			}
			if o.Status != 0 || o.Stderr != said {
				t.Errorf("%s: got %+v, want it to say %q", listener, o, said)
			}
		})
	}
}

func TestAVerboseServerSaysEachPiece(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		var o programtest.Outcome
		w.Go(func() { o = w.Call("serve", "-port", "10001", "-poem", "tide", "-bytes", "200", "-verbose") })
		synctest.Wait() // until it listens
		listenTo(t, w.Dial(10001))
		w.Interrupt()
		w.Wait()
		want := "client 1 is here\nclient 1 gets 200 bytes\nclient 1 gets 200 bytes\nclient 1 gets 76 bytes\nclient 1 has heard it all\n"
		if o.Stderr != want {
			t.Errorf("said\n%s\nwant\n%s", o.Stderr, want)
		}
	})
}
