package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// houseRule has a poem drawled by four engines: one keeps the rule that who makes a Deferred fires
// it, and three break it.
func houseRule(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	h := house{say: func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }}
	defer deferred.OnUnhandled(func(err error) { h.say("  reported: %v", err) })()
	for _, rule := range []struct {
		title string
		f     func()
	}{
		{"The engine makes it, and fires it:", h.kept},
		{"The guest, who is given it, fires it:", h.fired},
		{"The engine, in a hurry, does not fire it:", h.forgotten},
		{"It is to be fired by what waits for it:", h.circular},
	} {
		h.say("%s", rule.title)
		rule.f()
	}
	return ctx.Err()
}

// A house is where the rule holds, or does not.
type house struct {
	say func(format string, args ...any)
}

// order returns a poem that is going to be drawled by what engine returns.
func (h house) order(engine func() *deferred.Deferred[string]) *deferred.Deferred[string] {
	poem := named("poem")
	poem.AddCallback(func(string) (string, error) { return engine().Later() })
	poem.AddErrback(func(err error) (string, error) {
		h.say("  the poem as it was, because: %v", err)
		return "Slack Water", nil
	})
	return poem
}

// named returns a Deferred with a name.
func named(name string) *deferred.Deferred[string] {
	return deferred.New[string]().Trace(name, func(deferred.Event) {})
}

func (h house) kept() {
	drawl := named("drawl")
	poem := h.order(func() *deferred.Deferred[string] { return drawl })
	poem.Callback("Slack Water")
	h.say("  the poem: %v", poem)
	h.say("  the engine is done, and hears: %v", drawl.Callback("Slaack Waateer"))
	h.say("  the poem: %v", poem)
}

func (h house) fired() {
	drawl := named("drawl")
	poem := h.order(func() *deferred.Deferred[string] { return drawl })
	poem.Callback("Slack Water")
	drawl.Errback(errors.New("it takes too long")) // it is not ours to fire
	h.say("  the poem: %v", poem)
	h.say("  the engine is done, and hears: %v", drawl.Callback("Slaack Waateer"))
}

func (h house) forgotten() {
	poem := h.order(func() *deferred.Deferred[string] { return named("drawl") }) // who has it now?
	poem.Callback("Slack Water")
	h.say("  the poem: %v", poem)
	gone := whenCollected(poem)
	poem = nil
	<-gone
	h.say("  the collector has taken it, and nothing is reported")
}

// whenCollected has the collector work until it has taken d, and then closes the channel.
func whenCollected(d *deferred.Deferred[string]) <-chan struct{} {
	gone := make(chan struct{})
	runtime.AddCleanup(d, func(gone chan struct{}) { close(gone) }, gone)
	go func() {
		for {
			runtime.GC()
			select {
			case <-gone:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	return gone
}

func (h house) circular() {
	drawl, poem := named("drawl"), named("poem")
	drawl.AddCallback(func(string) (string, error) { return poem.Later() })
	poem.AddCallback(func(string) (string, error) { return drawl.Later() })
	drawl.Callback("")
	poem.Callback("Slack Water")
	h.say("  the poem: %v", poem)
}
