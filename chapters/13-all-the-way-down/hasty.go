package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// hasty has a poem drawled by an engine that takes its time, in a callback that does not.
func hasty(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	engine := deferred.New[string]()
	d := deferred.New[string]()
	//listing:chain
	d.AddCallback(func(poem string) (string, error) {
		slow := ""
		engine.AddCallback(func(text string) (string, error) {
			fmt.Fprintf(env.Stdout, "the engine is done: %s\n", text)
			slow = text
			return text, nil
		})
		return slow, nil // too soon
	})
	d.AddCallback(func(poem string) (string, error) {
		fmt.Fprintf(env.Stdout, "printed: %q\n", poem)
		return poem, nil
	})
	//listing:end
	d.Callback("Slack Water")
	engine.Callback("Slaack Waateer")
	return ctx.Err()
}
