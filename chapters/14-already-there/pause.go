package main

import (
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// pause has two Deferreds that have fired before their callbacks are called: one that was fired
// before there were any, and one that is paused.
func pause(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	s := script{env.Stdout}
	s.say("Fired before there are callbacks:")
	s.early()
	s.say("Paused, and then fired:")
	s.paused()
	return ctx.Err()
}

// A script says what it does.
type script struct{ out io.Writer }

func (s script) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

//listing:early

func (s script) early() {
	d := deferred.New[int]()
	d.Callback(0)
	s.say("  it has fired")
	s.addThree(d)
}

// addThree adds three callbacks, each of which says what it is called with and adds one to that.
func (s script) addThree(d *deferred.Deferred[int]) {
	for i := 1; i <= 3; i++ {
		d.AddCallback(func(n int) (int, error) {
			s.say("    callback %d is called with %d", i, n)
			return n + 1, nil
		})
		s.say("  callback %d is added", i)
	}
}

//listing:end

//listing:paused

func (s script) paused() {
	d := deferred.New[int]()
	d.Pause()
	d.Callback(0)
	s.say("  it has fired")
	s.addThree(d)
	s.say("  it goes on")
	d.Unpause()
	s.say("  it has gone on")
}

//listing:end
