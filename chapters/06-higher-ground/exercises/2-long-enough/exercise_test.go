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

// heard asks a server that answers after some time, with an error if it is not nil, and returns
// what who asked was told, and when. It waits for a day.
func heard(t *testing.T, limit, takes time.Duration, err error, record *trace.Recorder) (told []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, rerr := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network)), Trace: record})
		if rerr != nil {
			t.Fatal(rerr)
		}
		defer r.Close()
		start := r.Now()
		note := func(what any) { told = append(told, fmt.Sprintf("%v after %v", what, r.Now()-start)) }
		get := func(address string, callback func(text []byte), errback func(err error)) {
			r.CallLater(takes, func() {
				if err != nil {
					errback(err)
				} else {
					callback([]byte(address))
				}
			})
		}
		asking := true
		Within(r, get, limit)("a poem",
			func(text []byte) { note(string(text)) },
			func(err error) {
				if asking {
					t.Error("you call the errback before you return")
				}
				note(err)
			})
		asking = false
		r.CallLater(24*time.Hour, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	return told
}

func TestOneOfTheTwoIsToldOnce(t *testing.T) {
	for _, test := range []struct {
		takes time.Duration
		err   error
		want  string
	}{
		{3 * time.Second, nil, "a poem after 3s"},
		{3 * time.Second, errRefused, "connection refused after 3s"},
		{0, nil, "a poem after 0s"},
		{7 * time.Second, nil, "that took too long after 5s"},
		{7 * time.Second, errRefused, "that took too long after 5s"},
		{48 * time.Hour, nil, "that took too long after 5s"}, // never, as far as we are concerned
	} {
		if got := heard(t, 5*time.Second, test.takes, test.err, nil); !slices.Equal(got, []string{test.want}) {
			t.Errorf("an answer after %v, and patience for 5s: you tell %q, want %q and nothing else", test.takes, got, test.want)
		}
	}
}

// A call that does nothing when it comes is still one that the reactor has to keep, and to make.
func TestADeadlineThatWasMetIsCalledOff(t *testing.T) {
	counts := func(limit time.Duration) (runs int) {
		record := trace.New()
		heard(t, limit, 3*time.Second, nil, record)
		for _, e := range record.Trace() {
			if e.Kind == trace.Run && e.Task != "reactor" {
				runs++
			}
		}
		return runs
	}
	if met, never := counts(5*time.Second), counts(48*time.Hour); met != never {
		t.Errorf("the reactor makes %d calls for a deadline that was met, and %d if it is days away: cancel it", met, never)
	}
}
