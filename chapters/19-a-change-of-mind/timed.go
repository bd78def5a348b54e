package main

import (
	"cmp"
	"context"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// A stage is a script on a reactor, which says when things happen.
type stage struct {
	script
	*reactor.Reactor
}

func (s stage) say(format string, args ...any) {
	s.script.say("%.1f s: "+format, append([]any{s.Now().Seconds()}, args...)...)
}

func (s stage) callback(poem string) (string, error) {
	s.say("the callback hears: %s", poem)
	return poem, nil
}

func (s stage) errback(err error) (string, error) {
	s.say("the errback hears: %v", err)
	return "", nil
}

// timed returns a program that runs a script on a reactor until there is nothing to come.
func timed(run func(stage) (over time.Duration)) func(context.Context, *program.Env, []string) error {
	return func(ctx context.Context, env *program.Env, args []string) error {
		if err := env.Flags("").Parse(args); err != nil {
			return err
		}
		r, err := setup.Reactor(env)
		if err != nil {
			return err
		}
		defer r.Close()
		r.CallWhenRunning(func() { r.CallLater(run(stage{script{env.Stdout}, r}), func() { r.Stop() }) })
		return cmp.Or(r.Run(ctx), ctx.Err())
	}
}

//listing:9

// slowPoem has a poem in half a second.
func (s stage) slowPoem() *deferred.Deferred[string] {
	d := deferred.New[string]()
	s.CallLater(500*time.Millisecond, func() {
		s.say("the poem is written")
		d.Callback("tide")
	})
	return d
}

//listing:end

func (s stage) cancel9() time.Duration {
	s.slowPoem().AddCallbacks(s.callback, s.errback)
	return 600 * time.Millisecond
}

func (s stage) cancel10() time.Duration {
	d := s.slowPoem().AddCallbacks(s.callback, s.errback)
	s.CallLater(200*time.Millisecond, d.Cancel)
	return 600 * time.Millisecond
}

// unwrittenPoem is slowPoem with a canceller.
func (s stage) unwrittenPoem() *deferred.Deferred[string] {
	//listing:11
	var writing *reactor.Call
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) { writing.Cancel() })
	//listing:end
	writing = s.CallLater(500*time.Millisecond, func() {
		s.say("the poem is written")
		d.Callback("tide")
	})
	return d
}

func (s stage) cancel11() time.Duration {
	d := s.unwrittenPoem().AddCallbacks(s.callback, s.errback)
	s.CallLater(200*time.Millisecond, d.Cancel)
	return 600 * time.Millisecond
}

// later returns a Deferred that fires after a delay, unless it is cancelled.
func (s stage) later(name string, delay time.Duration) *deferred.Deferred[string] {
	var call *reactor.Call
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) {
		s.say("the %s is called off", name)
		call.Cancel()
	})
	call = s.CallLater(delay, func() {
		s.say("the %s is there", name)
		d.Callback(name)
	})
	return d
}

// moments has a poem translated, and cancels that before there is a poem, before there is a
// translation, and afterwards.
func (s stage) moments() (over time.Duration) {
	for _, after := range []time.Duration{100, 300, 500} {
		s.CallLater(over, func() {
			outer := s.later("poem", 200*time.Millisecond)
			outer.AddCallback(func(string) (string, error) {
				return s.later("translation", 200*time.Millisecond).Later()
			})
			outer.AddCallbacks(s.callback, s.errback)
			s.CallLater(after*time.Millisecond, func() {
				s.say("Cancel")
				outer.Cancel()
			})
		})
		over += time.Second
	}
	return over - 400*time.Millisecond
}
