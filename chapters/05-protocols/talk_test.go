package main

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// shouters are the two servers that give back lines in capitals.
var shouters = []string{"upper", "upper-plain"}

// start starts a server of the chapter on a port.
func (w *world) start(args ...string) *running {
	w.t.Helper()
	r := &running{ended: make(chan struct{})}
	w.servers.Go(func() {
		r.outcome = w.call(args...)
		close(r.ended)
	})
	synctest.Wait()
	return r
}

func TestLinesComeBackInCapitals(t *testing.T) {
	for _, server := range shouters {
		inWorld(t, func(w *world) {
			w.start(server, "-port", "10001")
			o := w.call("say", "10001", "slack water", "Malmö, Łódź, é")
			if want := "SLACK WATER\nMALMÖ, ŁÓDŹ, É\n"; o.status != 0 || o.stdout != want || o.stderr != "" {
				t.Errorf("%s: %+v", server, o)
			}
		})
	}
}

func TestLinesArriveInPieces(t *testing.T) {
	for _, server := range shouters {
		inWorld(t, func(w *world) {
			w.start(server, "-port", "10001")
			conn := w.dial(10001)
			for _, b := range []byte("bes\xc3\xa7on\r\nbye\n") {
				conn.Write([]byte{b})
				time.Sleep(ms)
			}
			got, err := io.ReadAll(conn)
			if err != nil || string(got) != "BESÇON\nBYE\n" {
				t.Errorf("%s: %q, %v", server, got, err)
			}
			conn.Close()
		})
	}
}

func TestByeEndsAConversationAndNothingElse(t *testing.T) {
	for _, server := range shouters {
		inWorld(t, func(w *world) {
			w.start(server, "-port", "10001")
			other := w.dial(10001)
			if o := w.call("say", "10001", "one", "bye", "two"); o.status != 0 || o.stdout != "ONE\nBYE\n" {
				t.Errorf("%s: %+v", server, o)
			}
			io.WriteString(other, "still here\n")
			answer := make([]byte, 11)
			if _, err := io.ReadFull(other, answer); err != nil || string(answer) != "STILL HERE\n" {
				t.Errorf("%s: %q, %v", server, answer, err)
			}
			other.Close()
		})
	}
}

func TestUpperCountsForAllItsVisitors(t *testing.T) {
	var upper *running
	inWorld(t, func(w *world) {
		upper = w.start("upper", "-port", "10001")
		w.call("say", "10001", "one", "two")
		w.call("say", "10001", "three")
		w.dial(10001) // and stays
		synctest.Wait()
	})
	want := "visitor 1: EOF\nvisitor 2: EOF\nvisitor 3: reactor stopped\n3 lines from 3 visitors\n"
	if upper.outcome.status != 0 || upper.outcome.stderr != want {
		t.Errorf("%+v", upper.outcome)
	}
}

func TestSayToNobody(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("say", "10001", "hello")
		if o.status != 1 || o.stderr != "say: connect 127.0.0.1:10001: connection refused\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestSayHearsAPoem(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.call("say", w.serve(10001, "splitflap", 7, ms).port)
		if o.status != 0 || o.stdout != textOf(t, "splitflap") {
			t.Errorf("%+v", o)
		}
	})
}

func TestALineThatNeverEndsIsHungUpOn(t *testing.T) {
	inWorld(t, func(w *world) {
		upper := w.start("upper", "-port", "10001")
		if o := w.call("say", "10001", strings.Repeat("x", 20_000)); o.stdout != "" {
			t.Errorf("%d bytes came back", len(o.stdout))
		}
		w.close()
		<-upper.ended
		if !strings.HasPrefix(upper.outcome.stderr, "visitor 1: line too long\n") {
			t.Errorf("%+v", upper.outcome)
		}
	})
}
