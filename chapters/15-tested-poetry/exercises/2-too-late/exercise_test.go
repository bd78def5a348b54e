package exercise

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/leak"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

var errNoInk = errors.New("no ink")

// watched runs Within, with a limit of a minute, on a test that comes to its end after some time, or
// not at all if that is 0. It returns the result, when it came, and when nothing was left to happen.
func watched(t *testing.T, after time.Duration, err error) (result string, at, end time.Duration) {
	t.Helper()
	leak.Unhandled(t)
	w := sim.NewWorld(sim.Conditions{})
	r, failed := reactor.New(reactor.Config{Stack: w, Now: w.Now})
	if failed != nil {
		t.Fatal(failed)
	}
	defer r.Close()
	test := deferred.New[string]()
	r.CallWhenRunning(func() {
		if after > 0 {
			r.CallLater(after, func() {
				if err != nil {
					test.Errback(err)
				} else {
					test.Callback("a poem")
				}
			})
		}
		Within(r, time.Minute, test).AddBoth(func(value string, err error) (string, error) {
			result, at = fmt.Sprintf("%s, %v", value, err), w.Now()
			return "", nil
		})
	})
	if failed := r.Run(t.Context()); !errors.Is(failed, sim.ErrDeadlock) { // nothing left to wait for
		t.Fatal(failed)
	}
	return result, at, w.Now()
}

func TestWithin(t *testing.T) {
	for _, test := range []struct {
		what    string
		after   time.Duration
		err     error
		want    string
		at, end time.Duration
	}{
		{"a test that ends in good time", time.Second, nil, "a poem, <nil>", time.Second, time.Second},
		{"a test that fails in good time", time.Second, errNoInk, ", no ink", time.Second, time.Second},
		{"a test that never ends", 0, nil, ", the test did not end", time.Minute, time.Minute},
		{"a test that ends too late", time.Hour, nil, ", the test did not end", time.Minute, time.Hour},
		{"a test that fails too late", time.Hour, errNoInk, ", the test did not end", time.Minute, time.Hour},
	} {
		result, at, end := watched(t, test.after, test.err)
		if result != test.want || at != test.at {
			t.Errorf("%s: %q after %v, want %q after %v", test.what, result, at, test.want, test.at)
		}
		if end != test.end {
			t.Errorf("%s: something was left to happen until %v, want %v", test.what, end, test.end)
		}
	}
}
