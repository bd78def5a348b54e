package booksync

import (
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/listing"
)

// An Unshown is a declaration of code/ that no chapter shows, or not all of it.
type Unshown struct {
	File   string // from the root, with slashes
	Line   int
	Name   string // "Recite"; the names of a group, with commas
	InPart bool   // some of its lines are shown
}

func (u Unshown) String() string {
	suffix := ""
	if u.InPart {
		suffix = " (in part)"
	}
	return fmt.Sprintf("%s:%d: %s%s", u.File, u.Line, u.Name, suffix)
}

// FindUnshown returns what readers have not seen of the packages in code/. Tests do not count, nor
// do packages that are for tests, and of a file that each operating system has its own of, only Linux's does.
func FindUnshown(root string) ([]Unshown, error) {
	chapters, _ := chapter.All(root)
	shown := shownLines(chapters)
	system := build.Default
	system.GOOS, system.GOARCH, system.CgoEnabled = "linux", "amd64", false

	var unshown []Unshown
	err := filepath.WalkDir(filepath.Join(root, "code"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "testdata" || isForTests(entry.Name()) || isModule(name)) {
			return filepath.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		if match, err := system.MatchFile(filepath.Dir(name), entry.Name()); err != nil || !match {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		found, err := unshownIn(name, filepath.ToSlash(rel), shown)
		unshown = append(unshown, found...)
		return err
	})
	return unshown, err
}

// isForTests reports whether a folder is that of a package for tests, as figuretest is.
func isForTests(folder string) bool { return strings.HasSuffix(folder, "test") }

// isModule reports whether a folder is a module of its own, as the benchmarks are, which measure the
// library and are no part of it.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// shownLines returns, for each source file, the lines that some listing shows.
func shownLines(chapters []*chapter.Chapter) map[string]map[int]bool {
	shown := map[string]map[int]bool{}
	for _, c := range chapters {
		for _, f := range c.Fences {
			if !listing.IsListing(f) {
				continue
			}
			target, part, err := listing.Resolve(c, f)
			if err != nil {
				continue // which the check of the listings reports
			}
			if shown[target.File] == nil {
				shown[target.File] = map[int]bool{}
			}
			for n := part.First; n <= part.Last; n++ {
				shown[target.File][n] = true
			}
		}
	}
	return shown
}

// unshownIn returns what is not shown of one file. A declaration is shown when all its lines are
// that have something on them; its doc comment may be missing.
func unshownIn(name, rel string, shown map[string]map[int]bool) ([]Unshown, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	decls, err := listing.Decls(rel, source)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(source), "\n")
	var unshown []Unshown
	for _, d := range decls {
		var missing, seen int
		for n := d.From; n <= d.To; n++ {
			switch {
			case listing.IsMark(lines[n-1]) || slices.Contains([]string{"", "}", ")"}, strings.TrimSpace(lines[n-1])):
			case shown[rel][n]:
				seen++
			default:
				missing++
			}
		}
		if missing > 0 {
			unshown = append(unshown, Unshown{rel, d.From, strings.Join(d.Names, ", "), seen > 0})
		}
	}
	return unshown, nil
}
