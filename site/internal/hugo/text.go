package hugo

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/highlight"
	"slowpoetry/site/internal/signs"
	"slowpoetry/site/internal/watch"
)

// theme is what Hugo takes the text of the chapters for: a theme, the one thing that can be added to a
// site from outside.
const theme = "chapters"

// highlighted is where Hugo finds the Go files of the book among the assets of that theme.
const highlighted = "highlighted"

// folders are where the book's text and its Go files are.
var folders = []string{"chapters", "code"}

// A text is the chapters as Hugo gets them, [chapter.Chapter.Page], in a folder of their own, with the book's Go files
// as its pages show them, [highlight.Go], and the typeface that we make.
type text struct {
	root   string
	folder string
	remove func() error
}

// hand makes a text of the book's chapters. Its error says all that is wrong with these.
func (h *Hugo) hand() (*text, error) {
	folder, remove, err := command.Scratch()
	if err != nil {
		return nil, err
	}
	t := &text{h.root, folder, remove}
	err = errors.Join(os.MkdirAll(t.content(), 0o755), t.write(filepath.Join(folder, theme, "assets", "fonts", "signs.ttf"), signs.Font()))
	if err == nil {
		err = errors.Join(errors.Join(t.update()...), t.highlight())
	}
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	return t, nil
}

// content is the folder that Hugo finds beside the site's own content.
func (t *text) content() string { return filepath.Join(t.folder, theme, "content") }

// update writes what has changed. A chapter that cannot be read stays as it was.
func (t *text) update() (problems []error) {
	chapters, unread := chapter.All(t.root)
	for _, p := range unread {
		problems = append(problems, p)
	}
	there := map[string]bool{}
	var terms []string // of the chapters before
	for _, c := range chapters {
		for _, p := range c.Missing() {
			problems = append(problems, p)
		}
		there[path.Base(c.Folder)] = true
		var page []byte
		read, err := blocks(c)
		if err == nil {
			page, err = c.Page(read, terms)
		}
		if err == nil {
			err = t.write(filepath.Join(t.content(), filepath.FromSlash(c.File())), page)
		}
		if err != nil {
			problems = append(problems, err)
		}
		terms = append(terms, c.Front.Terms...)
	}
	if len(unread) > 0 {
		return problems
	}
	entries, _ := os.ReadDir(filepath.Join(t.content(), "chapters"))
	for _, entry := range entries {
		if !there[entry.Name()] {
			problems = append(problems, os.RemoveAll(filepath.Join(t.content(), "chapters", entry.Name())))
		}
	}
	return problems
}

// shown reports whether a page of the site shows a file, whose path is from the root of the repository: solutions, tests of
// exercises and what tests read have none.
func shown(file string) bool {
	in := func(folder string) bool { return strings.Contains(file, "/"+folder+"/") }
	return strings.HasSuffix(file, ".go") && !in("solution") && !in("testdata") &&
		!(in("exercises") && strings.HasSuffix(file, "_test.go"))
}

// highlight writes the Go files of the book that pages show.
func (t *text) highlight() error {
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(t.root, folder), func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			return t.show(file)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// show writes a Go file as its page shows it, or removes that when there is no such file any more.
func (t *text) show(file string) error {
	relative, err := filepath.Rel(t.root, file)
	if err != nil || !shown(filepath.ToSlash(relative)) {
		return err
	}
	page := filepath.Join(t.folder, theme, "assets", highlighted, relative+".html")
	source, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.RemoveAll(page)
	case err != nil:
		return err
	}
	return t.write(page, highlight.Go(source))
}

// write writes a file as a whole, unless it is the same already.
func (t *text) write(file string, page []byte) error {
	if have, err := os.ReadFile(file); err == nil && bytes.Equal(have, page) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	beside := filepath.Join(t.folder, "new.md") // where Hugo does not look
	if err := os.WriteFile(beside, page, 0o644); err != nil {
		return err
	}
	return os.Rename(beside, file)
}

// watch begins to watch what a text is made of.
func (h *Hugo) watch() *watch.Watch {
	var watched []string
	for _, folder := range folders {
		watched = append(watched, filepath.Join(h.root, folder))
	}
	return watch.Begin(watched...)
}

// follow keeps the text up to date until ctx is done, and says what it cannot take.
func (t *text) follow(ctx context.Context, changes *watch.Watch, say func(line string)) error {
	return changes.Follow(ctx, func(changed []string) {
		var problems []error
		prose := false
		for _, file := range changed {
			problems = append(problems, t.show(file))
			prose = prose || strings.HasSuffix(file, "index.md")
		}
		if prose {
			problems = append(problems, t.update()...)
		}
		for _, problem := range problems {
			if problem != nil {
				say(problem.Error())
			}
		}
	})
}
