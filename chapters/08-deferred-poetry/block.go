package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/trace"
)

// block has a clock that ticks, and a chain in which one callback takes its time.
func block(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	goroutine := flags.Bool("goroutine", false, "leave what takes long to a goroutine")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	s := &scene{env: env, reactor: r, start: r.Now(), working: trace.Block}
	defer s.away.Wait()
	clock := reactor.NewLoopingCall(r, s.tick)
	clock.Start(200*time.Millisecond, false)
	if *goroutine {
		s.working = trace.Wait
		r.CallLater(500*time.Millisecond, s.send)
	} else {
		r.CallLater(500*time.Millisecond, s.fire)
	}
	r.CallLater(1500*time.Millisecond, func() { r.Stop() })
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// A scene is what block plays in.
type scene struct {
	env     *program.Env
	reactor *reactor.Reactor
	start   time.Duration
	away    sync.WaitGroup // the goroutines
	working trace.Kind     // how what takes long looks in the trace
}

// say prints a line with the time.
func (s *scene) say(line string) {
	fmt.Fprintf(s.env.Stdout, "%.1f s  %s\n", (s.reactor.Now() - s.start).Seconds(), line)
}

func (s *scene) tick() { s.say("tick") }

// fire fires a Deferred whose first callback takes long.
func (s *scene) fire() {
	d := deferred.New[string]()
	d.AddCallback(s.copyOut)
	d.AddCallback(s.show)
	s.say("we fire the Deferred")
	d.Callback("slack water")
	s.say("we have fired it")
}

// copyOut writes a poem out by hand. It blocks for 600 ms.
func (s *scene) copyOut(poem string) (string, error) {
	s.env.Trace.Record(trace.Event{Task: "copyOut", Kind: s.working})
	defer s.env.Trace.End("copyOut")
	time.Sleep(600 * time.Millisecond)
	return strings.ToUpper(poem), nil
}

func (s *scene) show(poem string) (string, error) {
	s.say("copied out: " + poem)
	return poem, nil
}

// send leaves the copying to a goroutine.
func (s *scene) send() {
	d := s.inGoroutine(func() (string, error) { return s.copyOut("slack water") })
	d.AddCallback(s.show)
	s.say("we have a Deferred")
}

// inGoroutine calls f on a goroutine of its own, where f may block. The Deferred fires with the
// result of f, on the goroutine of the reactor.
func (s *scene) inGoroutine(f func() (string, error)) *deferred.Deferred[string] {
	d := deferred.New[string]()
	s.away.Go(func() {
		text, err := f()
		s.reactor.CallFromGoroutine(func() {
			if err != nil {
				d.Errback(err)
			} else {
				d.Callback(text)
			}
		})
	})
	return d
}
