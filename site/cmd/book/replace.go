package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// list is the file of a site's folder that says which files in it the build has made, one a line.
// A later build replaces and removes these, and nothing else.
const list = ".slowpoetry"

// listed returns what an earlier build has made in folder, with an error when what is there looks
// like something else than a site, or a place for one: no folder, an empty one, or what a checkout
// for a host has.
func listed(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(folder, list))
	if err == nil {
		return slices.DeleteFunc(strings.Split(string(text), "\n"), func(name string) bool { return !filepath.IsLocal(name) }), nil
	}
	for _, entry := range entries {
		if name := entry.Name(); name[0] != '.' && name != "CNAME" {
			return nil, fmt.Errorf("%s holds other things than a site that this command has made, %s among them: choose another folder, or empty it", folder, name)
		}
	}
	return nil, nil
}

// replaceSite makes the site in folder, of which before are the files, the one in from, file by file:
// so the folder may be a mount, a link, a checkout. Before anything in it changes, all that is new
// lies beside it, and each file is there, the old one or the new, at every moment.
func replaceSite(folder string, before []string, from string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	to, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer to.Close()
	const beside = ".slowpoetry-new"
	if err := to.RemoveAll(beside); err != nil { // of a build that was killed
		return err
	}
	defer to.RemoveAll(beside)

	var files []string
	err = fs.WalkDir(os.DirFS(from), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files = append(files, name)
		there, err := to.Lstat(name)
		if err == nil && (there.IsDir() || !slices.Contains(before, name)) {
			return fmt.Errorf("%s is in the way, and not from a build: move it", filepath.Join(folder, name))
		}
		return copyFile(to, path.Join(beside, name), filepath.Join(from, filepath.FromSlash(name)))
	})
	if err != nil {
		return err
	}
	// What refers to others comes after them.
	slices.SortStableFunc(files, func(a, b string) int { return rank(a) - rank(b) })
	if err := writeList(to, append(slices.Clone(before), files...)); err != nil {
		return err
	}
	for _, name := range files {
		if err := to.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		if err := to.Rename(path.Join(beside, name), name); err != nil {
			return err
		}
	}
	for _, name := range before {
		if slices.Contains(files, name) {
			continue
		}
		if err := to.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if to.Remove(dir) != nil { // something else is in it
				break
			}
		}
	}
	return writeList(to, files)
}

// rank puts what pages load before the pages, and the pages before what loads them.
func rank(file string) int {
	switch path.Ext(file) {
	case ".html":
		return 1
	case ".json", ".xml", ".txt":
		return 2
	}
	if file == "offline.js" {
		return 2
	}
	return 0
}

func copyFile(to *os.Root, name, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := to.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	out, err := to.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func writeList(to *os.Root, files []string) error {
	files = slices.Clone(files)
	slices.Sort(files)
	text := strings.Join(slices.Compact(files), "\n") + "\n"
	if err := to.WriteFile(list+"~", []byte(text), 0o644); err != nil {
		return err
	}
	return to.Rename(list+"~", list)
}
