package main

import (
	"context"

	"slowpoetry/code/book/program"
)

// getCounting is a client that counts what is missing. It is broken on purpose: it does not count what
// fails.
func getCounting(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	a, err := newAnthology(env, addresses)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	//listing:count
	missing := len(a.poems)
	for _, p := range a.poems {
		p.order().AddCallback(func(text string) (string, error) {
			if missing--; missing == 0 {
				a.reactor.Stop()
			}
			return text, nil
		})
	}
	//listing:end
	if err := a.run(ctx); err != nil {
		return err
	}
	return a.publish()
}
