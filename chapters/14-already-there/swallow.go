package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// serveSwallow is proxy 2.0, broken on purpose.
func serveSwallow(ctx context.Context, env *program.Env, args []string) error {
	s := &swallower{&proxy{}, env}
	return s.serve(ctx, env, proxyFlags(env), args, s.getPoem)
}

//listing:swallow

// A swallower is a proxy that writes down what goes wrong. It is broken on purpose.
type swallower struct {
	*proxy
	env *program.Env
}

func (s *swallower) getPoem() *deferred.Deferred[string] {
	if s.fresh() {
		return deferred.Succeed(s.text)
	}
	return s.fetch().AddErrback(s.log).AddCallback(s.keep)
}

// log is an errback: it writes down what went wrong.
func (s *swallower) log(err error) (string, error) {
	fmt.Fprintln(s.env.Stderr, err)
	return "", nil
}

//listing:end
