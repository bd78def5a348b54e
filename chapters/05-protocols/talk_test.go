package main

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// shouters are the two servers that give back lines in capitals.
var shouters = []string{"upper", "upper-plain"}

func TestLinesComeBackInCapitals(t *testing.T) {
	for _, server := range shouters {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Start(server, "-port", "10001")
			o := w.Call("say", "10001", "slack water", "Malmö, Łódź, é")
			if want := "SLACK WATER\nMALMÖ, ŁÓDŹ, É\n"; o.Status != 0 || o.Stdout != want || o.Stderr != "" {
				t.Errorf("%s: %+v", server, o)
			}
		})
	}
}

func TestLinesArriveInPieces(t *testing.T) {
	for _, server := range shouters {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Start(server, "-port", "10001")
			conn := w.Dial(10001)
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
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Start(server, "-port", "10001")
			other := w.Dial(10001)
			if o := w.Call("say", "10001", "one", "bye", "two"); o.Status != 0 || o.Stdout != "ONE\nBYE\n" {
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
	var o programtest.Outcome
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		upper := w.Start("upper", "-port", "10001")
		w.Call("say", "10001", "one", "two")
		w.Call("say", "10001", "three")
		w.Dial(10001) // and stays
		synctest.Wait()
		w.Interrupt()
		o = upper.Outcome()
	})
	want := "visitor 1: EOF\nvisitor 2: EOF\nvisitor 3: reactor stopped\n3 lines from 3 visitors\n"
	if o.Status != 0 || o.Stderr != want {
		t.Errorf("%+v", o)
	}
}

func TestSayToNobody(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("say", "10001", "hello")
		if o.Status != 1 || o.Stderr != "say: connect 127.0.0.1:10001: connection refused\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestSayHearsAPoem(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("say", w.Serve(10001, "splitflap", 7, ms).Port)
		if o.Status != 0 || o.Stdout != programtest.TextOf(t, "splitflap") {
			t.Errorf("%+v", o)
		}
	})
}

func TestALineThatNeverEndsIsHungUpOn(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		upper := w.Start("upper", "-port", "10001")
		if o := w.Call("say", "10001", strings.Repeat("x", 20_000)); o.Stdout != "" {
			t.Errorf("%d bytes came back", len(o.Stdout))
		}
		w.Interrupt()
		if o := upper.Outcome(); !strings.HasPrefix(o.Stderr, "visitor 1: line too long\n") {
			t.Errorf("%+v", o)
		}
	})
}
