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
)

// A server answers after a while, and fails some times before it has a poem.
type server struct {
	r     *reactor.Reactor
	fails int
	err   error // that it fails with, unless it is nil
	asked []time.Duration
}

func (s *server) get(address string, callback func(text []byte), errback func(err error)) {
	s.asked = append(s.asked, s.r.Now())
	n := len(s.asked)
	s.r.CallLater(time.Second, func() {
		switch {
		case n > s.fails:
			callback([]byte("A poem of " + address))
		case s.err != nil:
			errback(s.err)
		default:
			errback(fmt.Errorf("failure %d", n))
		}
	})
}

// An asker notes what it is told.
type asker struct {
	r     *reactor.Reactor
	heard []string
	err   error
	at    time.Duration
}

func (a *asker) callback(text []byte) { a.heard, a.at = append(a.heard, string(text)), a.r.Now() }
func (a *asker) errback(err error) {
	a.heard, a.err, a.at = append(a.heard, err.Error()), err, a.r.Now()
}

// inTime runs a test with a reactor whose time passes at once. The reactor runs for a day.
func inTime(t *testing.T, prepare func(r *reactor.Reactor)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network))})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		r.CallLater(24*time.Hour, func() { r.Stop() })
		prepare(r)
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestItAsksUntilThereIsAPoem(t *testing.T) {
	for fails := range 3 {
		var s *server
		var a *asker
		inTime(t, func(r *reactor.Reactor) {
			s, a = &server{r: r, fails: fails}, &asker{r: r}
			Retry(r, s.get, 3, 10*time.Second)("tide", a.callback, a.errback)
		})
		var want []time.Duration // an answer takes 1 s, and then comes the pause
		for n := range fails + 1 {
			want = append(want, time.Duration(n)*11*time.Second)
		}
		if !slices.Equal(s.asked, want) {
			t.Errorf("a server that fails %d times: you ask at %v, want %v", fails, s.asked, want)
		}
		if end := want[fails] + time.Second; !slices.Equal(a.heard, []string{"A poem of tide"}) || a.at != end {
			t.Errorf("a server that fails %d times: you tell who asked %q at %v, want the poem, once, at %v", fails, a.heard, a.at, end)
		}
	}
}

func TestItGivesUpAfterTheLastAttempt(t *testing.T) {
	for attempts := 1; attempts <= 4; attempts++ {
		var s *server
		var a *asker
		inTime(t, func(r *reactor.Reactor) {
			s, a = &server{r: r, fails: 100}, &asker{r: r}
			Retry(r, s.get, attempts, time.Second)("tide", a.callback, a.errback)
		})
		if len(s.asked) != attempts {
			t.Errorf("%d attempts: you ask %d times", attempts, len(s.asked))
		}
		if want := fmt.Sprintf("failure %d", attempts); !slices.Equal(a.heard, []string{want}) {
			t.Errorf("%d attempts: you tell who asked %q, want the last failure and nothing else", attempts, a.heard)
		}
	}
}

// What Retry returns can be used for many poems, at once and one after another.
func TestEveryPoemHasItsOwnAttempts(t *testing.T) {
	asked := map[string]int{}
	failed := map[string]int{}
	inTime(t, func(r *reactor.Reactor) {
		retry := Retry(r, func(address string, _ func([]byte), errback func(error)) {
			asked[address]++
			r.CallLater(time.Second, func() { errback(errors.New("no")) })
		}, 3, time.Second)
		for _, address := range []string{"tide", "kettle"} {
			retry(address, func([]byte) {}, func(error) { failed[address]++ })
		}
		r.CallLater(time.Hour, func() {
			retry("cable", func([]byte) {}, func(error) { failed["cable"]++ })
		})
	})
	for _, address := range []string{"tide", "kettle", "cable"} {
		if asked[address] != 3 || failed[address] != 1 {
			t.Errorf("%s: you ask %d times, and call the errback %d times, want 3 and 1", address, asked[address], failed[address])
		}
	}
}

func TestAReactorThatStopsIsTheEndOfIt(t *testing.T) {
	var s *server
	var a *asker
	inTime(t, func(r *reactor.Reactor) {
		s, a = &server{r: r, fails: 100, err: fmt.Errorf("no poem: %w", reactor.ErrStopped)}, &asker{r: r}
		Retry(r, s.get, 5, time.Second)("tide", a.callback, a.errback)
	})
	if len(s.asked) != 1 || !errors.Is(a.err, reactor.ErrStopped) {
		t.Errorf("you ask %d times, and tell who asked %q; want 1, and the error", len(s.asked), a.heard)
	}
}
