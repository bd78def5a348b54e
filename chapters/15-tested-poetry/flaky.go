package main

import (
	"context"
	"slowpoetry/code/book/program"
)

func flaky(ctx context.Context, env *program.Env, args []string) error  { return nil }
func trials(ctx context.Context, env *program.Env, args []string) error { return nil }
