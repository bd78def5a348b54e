package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/progress"
)

var buildProgram = program.Program{
	Name:     "build",
	Synopsis: "write the book's site into a folder, for any host of static files",
	Run:      build,
}

// build writes the site. A build that fails leaves the one before it as it was.
func build(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	to := flags.String("to", "", "write to this `FOLDER` (default public/ in the repository)")
	base := flags.String("base", "", "the site will be at this `URL` (default: at the root of some host)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if !addressable(*base) {
		return program.Usagef("-base %q is no address of a site: write https://HOST/PATH/", *base)
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	if *to == "" {
		*to = filepath.Join(root, "public")
	}
	before, err := listed(*to)
	if err != nil {
		return err
	}

	display := progress.New(env.Stderr, env.Trace)
	display.Brief = true
	h, err := prepare(ctx, display, root)
	if err != nil {
		return err
	}
	scratch, remove, err := command.Scratch()
	if err != nil {
		return err
	}
	defer remove()
	var count int
	var size int64
	err = display.Step("pages", func(*progress.Step) error {
		return h.Build(ctx, hugo.Options{To: scratch, BaseURL: *base})
	})
	if err != nil {
		return err
	}
	err = display.Step("the site's place", func(*progress.Step) error {
		if count, size, err = weigh(scratch); err != nil {
			return err
		}
		return replaceSite(*to, before, scratch)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: %d files, %.1f MB\n", *to, count, float64(size)/1e6)
	if *base == "" {
		fmt.Fprintln(env.Stderr, "to publish it, say -base URL: feeds and links for sharing need to know where they are")
	}
	return nil
}

// addressable reports whether a site can be at base: nowhere in particular, or at a URL.
func addressable(base string) bool {
	u, err := url.Parse(base)
	return base == "" || err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// weigh counts the files in a folder, and their bytes.
func weigh(folder string) (count int, size int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		count++
		size += info.Size()
		return nil
	})
	return count, size, err
}
