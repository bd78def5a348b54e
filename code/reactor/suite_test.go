package reactor

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// A world is a reactor to test, and where it lives.
type world struct {
	t *testing.T
	*Reactor
	log     *journal
	virtual bool       // time passes only when all wait
	sim     *sim.World // the network and the clock, if that is where it lives
}

// A journal is a log that a test can read. Any goroutine may write to it.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// inEachWorld runs a test on every poller that this machine has, on the portable one over a
// network in memory, and in a simulated world.
func inEachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	inRealWorlds(t, test)
	t.Run("in memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { // which finds goroutines that are left behind
			w := newWorld(t, Config{Stack: socket.Portable(new(sim.Network))})
			w.virtual = true
			test(t, w)
		})
	})
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("world %d", seed), func(t *testing.T) { test(t, simulated(t, seed)) })
	}
}

// inRealWorlds runs a test on every poller that this machine has.
func inRealWorlds(t *testing.T, test func(t *testing.T, w *world)) {
	own := socket.Over(program.System)
	t.Run(own.Name(), func(t *testing.T) { test(t, newWorld(t, Config{Stack: own})) })
	if own.Name() != "portable" {
		t.Run("portable", func(t *testing.T) {
			test(t, newWorld(t, Config{Stack: socket.Portable(program.System)}))
		})
	}
}

// simulated returns a world of which the seed is the only source of chance.
func simulated(t *testing.T, seed uint64) *world {
	stack := sim.NewWorld(sim.Conditions{Seed: seed, Outside: true,
		MinLatency: time.Millisecond, MaxLatency: 5 * time.Millisecond, Split: .2, Merge: .2})
	w := newWorld(t, Config{Stack: stack, Now: stack.Now})
	w.sim = stack
	return w
}

// much returns more bytes than there is room for on the way: the kernel is generous.
func (w *world) much() []byte {
	if w.virtual || w.sim != nil {
		return pattern(1 << 20)
	}
	return pattern(10 << 20)
}

// newWorld returns a reactor that logs to a journal, and fails the test if the log is not empty in
// the end, unless the test has emptied it.
func newWorld(t *testing.T, c Config) *world {
	w := &world{t: t, log: new(journal)}
	c.Log = slog.New(slog.NewTextHandler(w.log, nil))
	r, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	w.Reactor = r
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if text := w.log.String(); text != "" {
			t.Errorf("nobody asked for this in the log:\n%s", text)
		}
	})
	return w
}

// run runs the reactor until it is stopped, and fails the test if that takes longer than it may.
func (w *world) run() {
	w.t.Helper()
	ctx, cancel := context.WithTimeoutCause(w.t.Context(), patience, errSlow)
	defer cancel()
	if err := w.Run(ctx); err != nil {
		w.t.Fatalf("run: %v", err)
	}
	if context.Cause(ctx) == errSlow {
		w.t.Fatalf("nobody stopped the reactor within %v", patience)
	}
}

// patience is how long a test may run a reactor before we call it stuck.
const patience = 2 * time.Minute

var errSlow = context.DeadlineExceeded

// takeLog returns what has been logged so far, and empties the log.
func (w *world) takeLog() string {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	text := w.log.text.String()
	w.log.text.Reset()
	return text
}

// counting counts the waits of a poller.
type counting struct {
	socket.Poller
	waits *int
}

func (c counting) Wait(events []socket.Event, timeout time.Duration) (int, error) {
	*c.waits++
	return c.Poller.Wait(events, timeout)
}
