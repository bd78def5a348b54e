package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// maybe calls functions that may have their results later, through MaybeDeferred or without it.
func maybe(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	directly := flags.Bool("directly", false, "call them as functions are called, which is wrong")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s := script{env.Stdout}
	if *directly {
		s.say("the poem is in the cache")
		s.directly(func() (string, error) { return "tide", nil })
		s.say("it has to be fetched")
		s.directly(deferred.New[string]().Later)
	} else {
		s.fourWays()
	}
	return ctx.Err()
}

//listing:directly

// directly calls a function as if it had its result now. It is broken on purpose.
func (s script) directly(poem func() (string, error)) {
	text, err := poem()
	if err != nil {
		s.say("  there is no poem: %v", err)
		return
	}
	s.say("  here it is: %s", text)
}

//listing:end

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
