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
	if err := errors.Join(compilePrograms(ctx, display, root), compileToolchain(ctx, display, root)); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, wasm.Folder(root))
	return nil
}

// compilePrograms brings the programs of the pages up to date.
func compilePrograms(ctx context.Context, display *progress.Display, root string) error {
	return display.Step("programs for the page", func(step *progress.Step) error {
		report, err := wasm.Build(ctx, root, step.Status)
		if report.New > 0 {
			step.Note("%v", report)
		}
		return err
	})
}

// compileToolchain brings up to date what pages need to compile what their readers have changed.
func compileToolchain(ctx context.Context, display *progress.Display, root string) error {
	return display.Step("the compiler for the page", func(step *progress.Step) error {
		report, err := wasm.BuildToolchain(ctx, root, step.Status)
		if report.New > 0 {
			step.Note("%.1f MB, fetched when a reader edits", float64(report.Bytes)/1e6)
		}
		return err
	})
}
