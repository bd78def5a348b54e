package main

import (
	"context"
	"errors"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/wasm"
)

var wasmProgram = program.Program{
	Name:     "wasm",
	Synopsis: "compile what runs in the page, the compiler included (the others do so when they need to)",
	Run:      buildWasm,
}

func buildWasm(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	display := progress.New(env.Stderr, env.Trace)
	display.Brief = true
	silent := func(string, ...any) {}
	if err := errors.Join(compilePrograms(ctx, display, root, silent), compileToolchain(ctx, display, root, silent)); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, wasm.Folder(root))
	return nil
}

// both returns what tells two, each how far something is.
func both(one, other func(format string, args ...any)) func(format string, args ...any) {
	return func(format string, args ...any) {
		one(format, args...)
		other(format, args...)
	}
}

// compilePrograms brings the programs of the pages up to date. How far it is goes to status as well.
func compilePrograms(ctx context.Context, display *progress.Display, root string, status func(format string, args ...any)) error {
	return display.Step("programs for the page", func(step *progress.Step) error {
		report, err := wasm.Build(ctx, root, both(step.Status, status))
		if report.New > 0 {
			step.Note("%v", report)
		}
		return err
	})
}

// compileToolchain brings up to date what pages need to compile what their readers have changed. How far
// it is goes to status as well.
func compileToolchain(ctx context.Context, display *progress.Display, root string, status func(format string, args ...any)) error {
	return display.Step("the compiler for the page", func(step *progress.Step) error {
		report, err := wasm.BuildToolchain(ctx, root, both(step.Status, status))
		if report.New > 0 {
			step.Note("%.1f MB, fetched when a reader edits", float64(report.Bytes)/1e6)
		}
		return err
	})
}
