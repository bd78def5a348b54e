package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/booksync"
	"slowpoetry/site/internal/chapter"
)

// syncProgram brings the chapters in step with the code.
var syncProgram = program.Program{
	Name:     "sync",
	Synopsis: "bring listings, transcripts, figures and quizzes in step with the code",
	Run:      runSync,
}

func runSync(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[CHAPTER...]")
	check := flags.Bool("check", false, "change nothing: show what differs, and exit with 1 when anything does")
	anew := flags.Bool("anew", false, "take what transcripts print now also where the book lets it vary: say so when a program has changed")
	only := flags.String("only", "", "a comma-separated `list` of "+strings.Join(booksync.Parts(), ", "))
	unshown := flags.Bool("unshown", false, "list the declarations of code/ that no chapter shows, and do nothing else")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	if *unshown {
		return printUnshown(env.Stdout, root)
	}
	options := booksync.Options{
		Root: root, Chapters: chaptersNamed(flags.Args()), Check: *check, Anew: *anew, Progress: env.Stderr, Trace: env.Trace,
	}
	if *only != "" {
		options.Parts = strings.Split(*only, ",")
	}
	for _, part := range options.Parts {
		if !slices.Contains(booksync.Parts(), part) {
			return program.Usagef("-only %s: the parts are %s", part, strings.Join(booksync.Parts(), ", "))
		}
	}
	report, err := booksync.Run(ctx, options)
	if ctx.Err() != nil {
		return errors.New("interrupted; the parts that were done are saved")
	}
	printReport(env.Stdout, env.Stderr, report)
	switch n := len(report.Findings); {
	case err != nil:
		return err
	case n == 1:
		return errors.New("one thing to mend")
	case n > 1:
		return fmt.Errorf("%d things to mend", n)
	}
	return nil
}

// chaptersNamed returns the names of chapters as they are, and those of folders, such as ".",
// as the name of the folder.
func chaptersNamed(args []string) []string {
	names := make([]string, len(args))
	for i, arg := range args {
		names[i] = arg
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			continue
		}
		if folder, err := filepath.Abs(arg); err == nil {
			names[i] = filepath.Base(folder)
		}
	}
	return names
}

func printUnshown(out io.Writer, root string) error {
	unshown, err := booksync.FindUnshown(root)
	for _, u := range unshown {
		fmt.Fprintln(out, u)
	}
	return err
}

// printReport prints what was found and done: diffs on out, and a line for everything else on
// complaints.
func printReport(out, complaints io.Writer, report booksync.Report) {
	for _, changed := range report.Changed {
		fmt.Fprintf(complaints, "%s: rewritten\n", changed)
	}
	for _, finding := range report.Findings {
		fmt.Fprintln(complaints, finding)
		fmt.Fprint(out, finding.Diff)
	}
}
