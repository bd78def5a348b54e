package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

//listing:trial

// A trial is a test. Each of its parts returns a Deferred, and the next one begins when that has
// fired.
type trial struct {
	name     string
	setUp    func() *deferred.Deferred[string] // of a server's address
	test     func(address string) *deferred.Deferred[string]
	tearDown func() *deferred.Deferred[string]
}

// run returns a Deferred that fires when the trial is over, with the error of the part that failed.
func (t trial) run() *deferred.Deferred[string] {
	return t.setUp().
		AddCallback(func(address string) (string, error) {
			return t.test(address).Later()
		}).
		AddBoth(func(_ string, failure error) (string, error) { // whatever happened
			return t.tearDown().AddCallback(func(string) (string, error) {
				return "", failure
			}).Later()
		})
}

//listing:end

// A rehearsal runs trials, one after the other, in a world.
type rehearsal struct {
	*play
	env    *program.Env
	strict bool
	port   *reactor.Port
}

// trials runs four of them.
func trials(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	strict := flags.Bool("strict", false, "look for what a trial leaves behind")
	if err := flags.Parse(args); err != nil {
		return err
	}
	world := sim.NewWorld(sim.Conditions{MinLatency: 10 * time.Millisecond, MaxLatency: 10 * time.Millisecond})
	p := recorded(world, env.Trace.PartOn(world.Now).Only(onlyParts))
	defer p.reactor.Close()
	h := &rehearsal{play: p, env: env, strict: *strict}
	failed := h.all([]trial{
		{"the poem comes", h.open, h.comes, h.close},
		{"nobody there", h.open, h.refused, h.close},
		{"in capitals (wrong)", h.open, h.capitals, h.close},
		{"the poem comes, again", h.open, h.comes, h.close},
	})
	if err := p.reactor.Run(ctx); err != nil {
		return err
	}
	if *failed > 0 {
		return fmt.Errorf("failed: %d of 4", *failed)
	}
	return nil
}

// say reports something, with the time.
func (h *rehearsal) say(format string, args ...any) {
	fmt.Fprintf(h.env.Stdout, "%.2f s  "+format+"\n", append([]any{h.world.Now().Seconds()}, args...)...)
}

// all runs trials, then stops the reactor.
func (h *rehearsal) all(trials []trial) (failed *int) {
	failed = new(int)
	var next func()
	next = func() {
		if len(trials) == 0 {
			h.reactor.Stop()
			return
		}
		t := h.traced(trials[0])
		trials = trials[1:]
		h.say("%s", t.name)
		t.run().AddBoth(func(_ string, err error) (string, error) {
			if left := h.world.Open(); err == nil && h.strict && left > 0 {
				err = fmt.Errorf("ends of connections left behind: %d", left)
			}
			if err == nil {
				h.say("  ok")
			} else {
				h.say("  FAILED: %v", err)
				*failed++
			}
			h.reactor.CallLater(0, next)
			return "", nil
		})
	}
	h.reactor.CallWhenRunning(next)
	return failed
}

// traced returns a trial that leaves a trace of when its parts begin and end.
func (h *rehearsal) traced(t trial) trial {
	part := func(name string, d *deferred.Deferred[string]) *deferred.Deferred[string] {
		h.trace.Record(trace.Event{Task: name, Kind: trace.Wait, Note: t.name})
		return d.AddBoth(func(value string, err error) (string, error) {
			h.trace.End(name)
			return value, err
		})
	}
	setUp, test, tearDown := t.setUp, t.test, t.tearDown
	t.setUp = func() *deferred.Deferred[string] { return part("set-up", setUp()) }
	t.test = func(address string) *deferred.Deferred[string] { return part("test", test(address)) }
	t.tearDown = func() *deferred.Deferred[string] { return part("tear-down", tearDown()) }
	return t
}

// onlyParts reports whether e is of what traced records, or of a server.
func onlyParts(e *trace.Event) bool {
	const parts = "set-up test tear-down"
	return strings.Contains(parts, e.Task) || e.Kind != trace.Wait && strings.HasPrefix(e.Task, "connection")
}

// after returns a Deferred that fires when some time has passed, with what f returns then.
func (h *rehearsal) after(d time.Duration, f func() (string, error)) *deferred.Deferred[string] {
	later := deferred.New[string]()
	h.reactor.CallLater(d, func() {
		if value, err := f(); err != nil {
			later.Errback(err)
		} else {
			later.Callback(value)
		}
	})
	return later
}

// open opens a server, after the tenth of a second in which it reads its poem.
func (h *rehearsal) open() *deferred.Deferred[string] {
	return h.after(100*time.Millisecond, func() (string, error) {
		var err error
		h.port, err = h.listen(50 * time.Millisecond)
		if err != nil {
			return "", err
		}
		return h.port.LocalAddr().String(), nil
	})
}

// close closes it, after a moment for those who are on their way in.
func (h *rehearsal) close() *deferred.Deferred[string] {
	return h.after(50*time.Millisecond, func() (string, error) {
		h.port.StopListening()
		return "", nil
	})
}

// comes expects the poem.
func (h *rehearsal) comes(address string) *deferred.Deferred[string] {
	return get(h.reactor, address).AddCallback(func(text string) (string, error) {
		if text != poems[0] {
			return "", fmt.Errorf("the poem is %q", text)
		}
		return text, nil
	})
}

// refused expects that there is no poem at another port. It turns success and failure round.
func (h *rehearsal) refused(string) *deferred.Deferred[string] {
	return get(h.reactor, "127.0.0.1:10009").AddCallbacks(
		func(text string) (string, error) { return "", fmt.Errorf("a poem: %q", text) },
		func(err error) (string, error) {
			if !errors.Is(err, syscall.ECONNREFUSED) {
				return "", err
			}
			return "as expected", nil
		})
}

// capitals expects what is not so, and forgets to return its Deferred, on purpose.
func (h *rehearsal) capitals(address string) *deferred.Deferred[string] {
	get(h.reactor, address).AddCallback(func(text string) (string, error) {
		if text != strings.ToUpper(text) {
			h.say("  the poem is not in capitals, and who cares?")
		}
		return text, nil
	})
	return deferred.Succeed("")
}
