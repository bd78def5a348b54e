package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/touched"
)

// everything is why all is tested when nothing less was asked for.
const everything = "the book"

// options are what a command line of "book test" asks for.
type options struct {
	run   string   // a regular expression for names of Go tests
	since string   // a commit
	fresh bool     // whatever has passed before
	args  []string // chapters and packages
}

// testOptions reads a command line.
func testOptions(env *program.Env, args []string) (o options, err error) {
	flags := env.Flags("[CHAPTER… | PACKAGE…]")
	flags.StringVar(&o.run, "run", "", "only the Go tests whose names match `REGEXP`")
	flags.StringVar(&o.since, "since", "", "only what can have been touched since `COMMIT`, in files that git does not know yet, too")
	flags.BoolVar(&o.fresh, "fresh", false, "test again what has passed before and has not changed")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.args = flags.Args()
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == "since" })
	switch {
	case given && o.since == "":
		return o, program.Usagef("-since wants a commit: -since HEAD, -since main")
	case given && len(o.args) > 0:
		return o, program.Usagef("-since %s finds out what to test: leave out %s", o.since, strings.Join(o.args, " "))
	}
	if _, err := regexp.Compile(o.run); err != nil {
		return o, program.Usagef("-run %s: %v", o.run, err)
	}
	return o, nil
}

// plan returns what there is to test in the repository at root, and what the go command knows of it.
func (o options) plan(ctx context.Context, root string) (*touched.Book, touched.Plan, error) {
	none := touched.Plan{}
	chapters, packages, err := o.named(ctx, root)
	if err != nil {
		return nil, none, err
	}
	var files []string
	if o.since != "" {
		if files, err = touched.Since(ctx, root, o.since); err != nil {
			return nil, none, err
		}
	}
	book, err := touched.Read(ctx, root)
	switch {
	case err != nil:
		return nil, none, err
	case o.since != "":
		return book, book.Plan(files), nil
	case len(chapters) > 0:
		plan := book.Chapters(chapters)
		plan.Packages = append(plan.Packages, packages...)
		return book, plan, nil
	case len(packages) > 0:
		return book, touched.Plan{Packages: packages}, nil
	}
	return book, touched.Plan{Everything: everything}, nil
}

// named returns what the arguments name: the folders of chapters, and import paths.
func (o options) named(ctx context.Context, root string) (chapters, packages []string, err error) {
	all, _ := chapter.All(root) // what is wrong with one is for its check to say
	for i, name := range chaptersNamed(o.args) {
		at := slices.IndexFunc(all, func(c *chapter.Chapter) bool { return chapter.Called(c.Folder, name) })
		switch {
		case at >= 0:
			if folder := all[at].Folder; !slices.Contains(chapters, folder) {
				chapters = append(chapters, folder)
			}
		case strings.HasPrefix(o.args[i], ".") || strings.HasPrefix(o.args[i], "slowpoetry/"):
			found, err := packagesAt(ctx, o.args[i])
			if err != nil {
				return nil, nil, err
			}
			packages = append(packages, found...)
		default:
			return nil, nil, program.Usagef("there is no chapter %q (a package begins with ./)", o.args[i])
		}
	}
	return chapters, packages, nil
}

// packagesAt returns the import paths of the packages that a pattern of the go command stands for here.
func packagesAt(ctx context.Context, pattern string) ([]string, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	text, err := command.New(ctx, here, "go", "list", "--", pattern).Output()
	if err == nil && text == "" {
		err = fmt.Errorf("it matches none")
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, program.Usagef("there is no package %s", pattern)
	}
	return strings.Fields(text), nil
}

// packagesOnly reports whether only Go tests were asked for.
func (o options) packagesOnly(plan touched.Plan) bool {
	return o.since == "" && plan.Everything == "" && len(plan.Chapters) == 0
}
