package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// timers measures what it costs to ask for many calls, and to take them back.
func timers(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 20000, "ask for `n` calls, all of them in the next hour")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 || *n > 1000000 {
		return program.Usagef("-n is a number from 1 to 1000000")
	}
	l, err := newLoop(socket.Over(env.Net), nil)
	if err != nil {
		return err
	}
	defer l.poller.Close()
	r, err := reactor.New(reactor.Config{Stack: socket.Over(env.Net)})
	if err != nil {
		return err
	}
	defer r.Close()

	delays, never := inAnHour(*n), func() {}
	ours := measure(ctx, delays,
		func(delay time.Duration) any { l.later(delay, never); return nil },
		func(any) { l.alarms = nil }) // which is no way to take back one
	library := measure(ctx, delays,
		func(delay time.Duration) *reactor.Call { return r.CallLater(delay, never) },
		func(c *reactor.Call) { c.Cancel() })
	runtime := measure(ctx, delays,
		func(delay time.Duration) *time.Timer { return time.AfterFunc(delay, never) },
		func(t *time.Timer) { t.Stop() })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	row := func(columns ...any) { fmt.Fprintf(env.Stdout, "%-26s%10v%10v\n", columns...) }
	row(fmt.Sprintf("%d calls", *n), "add", "cancel")
	row("the loop of this chapter", ours.add, "–")
	row("the library's reactor", library.add, library.cancel)
	row("time.AfterFunc", runtime.add, runtime.cancel)
	return nil
}

// inAnHour returns n delays, in no order, no two the same.
func inAnHour(n int) []time.Duration {
	delays := make([]time.Duration, n)
	for i := range delays {
		delays[i] = time.Minute + time.Duration(i)*time.Hour/time.Duration(n)
	}
	rand.Shuffle(n, func(i, j int) { delays[i], delays[j] = delays[j], delays[i] })
	return delays
}

// A cost is what one call takes.
type cost struct{ add, cancel nanoseconds }

type nanoseconds int64

func (n nanoseconds) String() string { return fmt.Sprintf("%d ns", int64(n)) }

// measure asks for calls and takes them back, and returns the cost of one. It does so three times,
// and the best counts: something else may have been in the way.
func measure[T any](ctx context.Context, delays []time.Duration, add func(time.Duration) T, cancel func(T)) (best cost) {
	calls := make([]T, len(delays))
	each := func(d time.Duration) nanoseconds { return nanoseconds(d) / nanoseconds(len(delays)) }
	for round := range 3 {
		start := time.Now()
		for i, delay := range delays {
			if i%1000 == 0 && ctx.Err() != nil { // Ctrl-C
				return cost{}
			}
			calls[i] = add(delay)
		}
		added := time.Now()
		for _, c := range calls {
			cancel(c)
		}
		this := cost{each(added.Sub(start)), each(time.Since(added))}
		if round == 0 {
			best = this
		}
		best = cost{min(best.add, this.add), min(best.cancel, this.cancel)}
	}
	return best
}
