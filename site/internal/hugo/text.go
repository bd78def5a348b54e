package hugo

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/signs"
	"slowpoetry/site/internal/watch"
)

// theme is what Hugo takes the text of the chapters for: a theme, the one thing that can be added to a
// site from outside.
const theme = "chapters"

// A text is the chapters as Hugo gets them, [chapter.Chapter.Page], in a folder of their own, and the typeface
// that we make.
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
		err = errors.Join(t.update()...)
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

// follow keeps the text up to date until ctx is done, and says what it cannot take.
func (t *text) follow(ctx context.Context, say func(line string)) error {
	return watch.Folders(ctx, []string{filepath.Join(t.root, "chapters")}, func(changed []string) {
		for _, file := range changed {
			if strings.HasSuffix(file, "index.md") {
				for _, problem := range t.update() {
					if problem != nil {
						say(problem.Error())
					}
				}
				return
			}
		}
	})
}
