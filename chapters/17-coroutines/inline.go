package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// A clock has what programs without a network wait for.
type clock struct {
	reactor *reactor.Reactor
	say     speech
	made    []*deferred.Deferred[int]
}

// onClock is a program that starts something and then leaves it to the loop.
type onClock func(*clock)

func (start onClock) run(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	k := &clock{reactor: r, say: func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }}
	defer k.end()
	r.CallWhenRunning(func() { start(k) })
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// end ends the coroutines that still wait, in silence. There are some after Ctrl-C.
func (k *clock) end() {
	k.say = func(string, ...any) {}
	for i := 0; i < len(k.made); i++ { // which may make others
		k.made[i].Errback(errEnd)
	}
}

// new returns a Deferred that end fires if nothing else does.
func (k *clock) new() *deferred.Deferred[int] {
	d := deferred.New[int]()
	k.made = append(k.made, d)
	return d
}

// after returns a Deferred that has n after a delay.
func (k *clock) after(delay time.Duration, n int) *deferred.Deferred[int] {
	d := k.new()
	k.reactor.CallLater(delay, func() { d.Callback(n) })
	return d
}

// failing returns a Deferred that has an error after a delay.
func (k *clock) failing(delay time.Duration) *deferred.Deferred[int] {
	d := k.new()
	k.reactor.CallLater(delay, func() { d.Errback(errNoInk) })
	return d
}

var (
	errNoInk = errors.New("no ink")
	errEnd   = errors.New("the program ends")
)

// now, soon and fails are Deferreds to await.
func (k *clock) now(n int) *deferred.Deferred[int]  { return deferred.Succeed(n) }
func (k *clock) soon(n int) *deferred.Deferred[int] { return k.after(200*time.Millisecond, n) }
func (k *clock) fails() *deferred.Deferred[int]     { return k.failing(200 * time.Millisecond) }

// body awaits a value that is there, one that comes and an error.
func (k *clock) body(c *deferred.Coroutine) (int, error) {
	one, _ := k.now(1).Await(c)
	k.say("  a value, %d", one)
	two, _ := k.soon(2).Await(c)
	k.say("  a value, %d", two)
	_, err := k.fails().Await(c)
	if err != nil {
		k.say("  an error, %v", err)
	}
	return one + two, nil
}

// inline1 runs body in a coroutine.
func inline1(k *clock) {
	d := deferred.Inline(k.body)
	k.say("Inline has returned, a Deferred: %v", d)
	d.AddCallback(func(sum int) (int, error) {
		k.say("the callback has %d", sum)
		k.reactor.Stop() // which is an error after Ctrl-C
		return sum, nil
	})
}

// inline2 runs two coroutines at once. One returns a value, the other an error.
func inline2(k *clock) {
	ends := 0
	for i, name := range []string{"first", "second"} {
		delay := time.Duration(200+100*i) * time.Millisecond
		d := deferred.Inline(func(c *deferred.Coroutine) (int, error) {
			for n := range 2 {
				if _, err := k.after(delay, n).Await(c); err != nil {
					return 0, err
				}
				k.say("  %s has waited for %v", name, delay)
			}
			if name == "second" {
				return 0, errNoInk
			}
			return 1, nil
		})
		d.AddCallbacks(
			func(n int) (int, error) { k.say("%s: the callback has %d", name, n); return 0, nil },
			func(err error) (int, error) { k.say("%s: the errback has %v", name, err); return 0, nil })
		d.AddBoth(func(int, error) (int, error) {
			if ends++; ends == 2 {
				k.reactor.Stop()
			}
			return 0, nil
		})
	}
}

// inlineCancel cancels three coroutines, each of which takes it differently.
func inlineCancel(say speech) {
	another := deferred.New[string]()
	bodies := []struct {
		what string
		then func(c *deferred.Coroutine, err error) (string, error)
	}{
		{"returns the error", func(_ *deferred.Coroutine, err error) (string, error) { return "", err }},
		{"has an old poem to offer", func(*deferred.Coroutine, error) (string, error) { return "an old poem", nil }},
		{"awaits another poem", func(c *deferred.Coroutine, _ error) (string, error) { return another.Await(c) }},
	}
	var d text
	const row = "%-28s  %-9s  %-13v  %v"
	say(row, "a body that", "canceller", "Await returns", "its Deferred")
	for _, body := range bodies {
		canceller := "not called"
		var failure error
		d = deferred.Inline(func(c *deferred.Coroutine) (string, error) {
			poem := deferred.NewWithCanceller(func(text) { canceller = "called" })
			_, failure = poem.Await(c)
			return body.then(c, failure)
		})
		d.Cancel()
		say(row, body.what, canceller, failure, d)
		d.AddErrback(func(error) (string, error) { return "", nil })
	}
	another.Callback("a late poem")
	say(row, "  and that poem comes", "", "", d)
}
