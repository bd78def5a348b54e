package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/progress"
)

var buildProgram = program.Program{
	Name:     "build",
	Synopsis: "write the book's site into a folder, for any host of static files",
	Run:      build,
}

// build writes the site. The folder changes as a whole, at the end: a build that fails leaves the
// one before it as it was.
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
	if err := replaceable(*to); err != nil {
		return err
	}

	display := progress.New(env.Stderr, env.Trace)
	display.Brief = true
	h, err := prepare(ctx, display, root)
	if err != nil {
		return err
	}
	if err := buildInto(ctx, h, *to, *base); err != nil {
		return err
	}
	count, size, err := weigh(*to)
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

// buildInto builds beside the folder and then takes its place.
func buildInto(ctx context.Context, h *hugo.Hugo, to, base string) error {
	to, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	beside, err := os.MkdirTemp(filepath.Dir(to), filepath.Base(to)+".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(beside)
	if err := os.Chmod(beside, 0o755); err != nil { // it was made for us alone
		return err
	}
	if err := h.Build(ctx, hugo.Options{To: beside, BaseURL: base}); err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	return os.Rename(beside, to)
}

// replaceable returns an error unless the folder is one that a build may replace: not there,
// empty, or an earlier site.
func replaceable(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	for _, sign := range []string{"index.html", "sitemap.xml"} {
		if _, err := os.Stat(filepath.Join(folder, sign)); err != nil {
			return fmt.Errorf("%s holds other things than a site (there is no %s in it): choose another folder", folder, sign)
		}
	}
	return nil
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
