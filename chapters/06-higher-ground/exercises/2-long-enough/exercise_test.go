package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

var errRefused = errors.New("connection refused")

// never is a time that nothing waits for.
const never = 48 * time.Hour

// A question is asked of a server that answers after some time, with an error if it is not nil.
type question struct {
	limit, takes time.Duration
	err          error
	leave        time.Duration   // when the one who asked hangs up, unless it is 0
	record       *trace.Recorder // may be nil
}

// ask asks it, waits for a day, and returns what happened, and when.
func (q question) ask(t *testing.T) (told []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, rerr := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network)), Trace: q.record})
		if rerr != nil {
			t.Fatal(rerr)
		}
		defer r.Close()
		start := r.Now()
		note := func(what any) { told = append(told, fmt.Sprintf("%v after %v", what, r.Now()-start)) }
		get := func(address string, callback func(text []byte), errback func(err error)) (hangUp func()) {
			answer := r.CallLater(q.takes, func() {
				if q.err != nil {
					errback(q.err)
				} else {
					callback([]byte(address))
				}
			})
			return func() {
				if answer.Cancel() {
					note("the connection is closed")
				}
			}
		}
		asking := true
		hangUp := Within(r, get, q.limit)("a poem",
			func(text []byte) { note(string(text)) },
			func(err error) {
				if asking {
					t.Error("you call the errback before you return")
				}
				note(err)
			})
		asking = false
		if q.leave > 0 {
			r.CallLater(q.leave, hangUp)
		}
		r.CallLater(24*time.Hour, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	return told
}

func TestOneOfTheTwoIsToldOnceAndTheConnectionIsClosed(t *testing.T) {
	late := []string{"the connection is closed after 5s", "that took too long after 5s"}
	for _, test := range []struct {
		takes time.Duration
		err   error
		want  []string
	}{
		{3 * time.Second, nil, []string{"a poem after 3s"}},
		{3 * time.Second, errRefused, []string{"connection refused after 3s"}},
		{0, nil, []string{"a poem after 0s"}},
		{7 * time.Second, nil, late},
		{7 * time.Second, errRefused, late},
		{never, nil, late},
	} {
		got := question{limit: 5 * time.Second, takes: test.takes, err: test.err}.ask(t)
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(test.want))) {
			t.Errorf("an answer after %v, and patience for 5s: it happens that %q, want %q and nothing else", test.takes, got, test.want)
		}
	}
}

func TestTheCallerMayHangUp(t *testing.T) {
	for leave, want := range map[time.Duration][]string{
		2 * time.Second: {"the connection is closed after 2s"},
		4 * time.Second: {"a poem after 3s"},
	} {
		got := question{limit: 5 * time.Second, takes: 3 * time.Second, leave: leave}.ask(t)
		if !slices.Equal(got, want) {
			t.Errorf("an answer after 3s, and the caller hangs up after %v: it happens that %q, want %q", leave, got, want)
		}
	}
}

// A call that does nothing when it comes is still one that the reactor has to keep, and to make.
func TestADeadlineThatWasMetIsCalledOff(t *testing.T) {
	for _, leave := range []time.Duration{0, 2 * time.Second} {
		counts := func(limit time.Duration) (runs int) {
			record := trace.New()
			question{limit: limit, takes: 3 * time.Second, leave: leave, record: record}.ask(t)
			for _, e := range record.Trace() {
				if e.Kind == trace.Run && e.Task != "reactor" {
					runs++
				}
			}
			return runs
		}
		if met, far := counts(5*time.Second), counts(never); met != far {
			t.Errorf("the reactor makes %d calls for a deadline that was met, and %d if it is days away: cancel it", met, far)
		}
	}
}
