package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// maybe calls a function that may end in four ways, through MaybeDeferred and without it.
func maybe(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	s := script{env.Stdout}
	s.fourWays()
	return ctx.Err()
}

//listing:ways

func (s script) fourWays() {
	later := deferred.New[string]()
	for _, f := range []func() (string, error){
		func() (string, error) { return "tide", nil },
		func() (string, error) { return "", errors.New("no ink") },
		func() (string, error) { panic("no paper") },
		later.Later,
	} {
		s.say("f is called")
		d := deferred.MaybeDeferred(f)
		d.AddCallbacks(s.came, s.failed)
		s.say("  and both are added")
	}
	s.say("the last one's Deferred fires")
	later.Callback("kettle")
}

//listing:end

func (s script) came(text string) (string, error) {
	s.say("  the callback is called with %s", text)
	return text, nil
}

func (s script) failed(err error) (string, error) {
	s.say("  the errback is called with %v", err)
	return "", nil
}
