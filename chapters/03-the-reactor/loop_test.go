package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/socket"
)

// inLoop runs a loop in simulated time, for a minute at most, and returns what was noted meanwhile.
func inLoop(t *testing.T, prepare func(t *testing.T, l *loop, note func(word string), stack socket.Stack)) string {
	t.Helper()
	var noted []string
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		stack := socket.Portable(&w.Net)
		l, err := newLoop(stack, nil)
		if err != nil {
			t.Fatal(err)
		}
		prepare(t, l, func(word string) { noted = append(noted, word) }, stack)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := l.run(ctx); err != nil {
			t.Error(err)
		}
	})
	return strings.Join(noted, " ")
}

func TestAlarmsComeInOrder(t *testing.T) {
	got := inLoop(t, func(_ *testing.T, l *loop, note func(string), _ socket.Stack) {
		for _, s := range []int{3, 1, 2, 1, 3, 0, 2} {
			l.later(time.Duration(s)*time.Second, func() { note(fmt.Sprint(s)) })
		}
	})
	if want := "0 1 1 2 2 3 3"; got != want {
		t.Errorf("alarms come as %s, want %s", got, want)
	}
}

func TestOfTwoAlarmsAtOnceTheOneThatWasAskedForEarlierComesFirst(t *testing.T) {
	got := inLoop(t, func(_ *testing.T, l *loop, note func(string), _ socket.Stack) {
		for _, word := range []string{"a", "b", "c", "d"} {
			l.later(time.Second, func() { note(word) })
		}
	})
	if want := "a b c d"; got != want {
		t.Errorf("alarms come as %s, want %s", got, want)
	}
}

// Somebody who wants to be called at once, always, does not keep a socket from being heard.
func TestAnEagerAlarmLeavesRoomForSockets(t *testing.T) {
	got := inLoop(t, func(t *testing.T, l *loop, note func(string), stack socket.Stack) {
		door, err := stack.Listen("127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { door.Close() })
		turns := 0
		var again func()
		again = func() {
			if turns++; turns == 1_000_000 {
				note("nobody came")
				l.stop()
				return
			}
			l.later(0, again)
		}
		l.later(0, again)
		err = l.watch(door, func() {
			note("somebody came")
			l.stop()
		})
		if err != nil {
			t.Fatal(err)
		}
		caller, err := stack.Connect("127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { caller.Close() })
	})
	if want := "somebody came"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAfterStopNobodyIsCalled(t *testing.T) {
	got := inLoop(t, func(_ *testing.T, l *loop, note func(string), _ socket.Stack) {
		l.later(time.Second, func() { note("stop"); l.stop() })
		l.later(time.Second, func() { note("too late") })
	})
	if want := "stop"; got != want {
		t.Errorf("called %s, want %s", got, want)
	}
}

func TestAnErrorOfThePollerEndsTheLoop(t *testing.T) {
	l := &loop{poller: brokenPoller{}}
	if err := l.run(t.Context()); !errors.Is(err, errBroken) {
		t.Errorf("run returns %v, want %v", err, errBroken)
	}
}

var errBroken = errors.New("broken")

// A brokenPoller cannot wait.
type brokenPoller struct{ socket.Poller }

func (brokenPoller) Wait([]socket.Event, time.Duration) (int, error) { return 0, errBroken }
func (brokenPoller) Wake() error                                     { return nil }
func (brokenPoller) Close() error                                    { return nil }
