// Command chapter is a chapter that has one program.
package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/program"
)

func main() {
	program.Main("0 · Nothing yet", program.Program{Name: "hello", Synopsis: "greet", Run: hello})
}

func hello(ctx context.Context, env *program.Env, args []string) error {
	_, err := fmt.Fprintln(env.Stdout, "hello from a process of its own")
	return err
}
