package hugo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"slowpoetry/site/internal/highlight"
)

func TestAGoFileIsShownAsItIsNow(t *testing.T) {
	root := t.TempDir()
	text := &text{root: root, folder: t.TempDir()}
	page := func(file string) (string, error) {
		got, err := os.ReadFile(filepath.Join(text.folder, theme, "assets", "highlighted", filepath.FromSlash(file)+".html"))
		return string(got), err
	}
	const main, hidden = "chapters/01-x/main.go", "chapters/01-x/exercises/1-y/solution/exercise.go"
	for _, code := range []string{"package main\n", "package main\n\nvar x = 1\n", ""} {
		for _, file := range []string{main, hidden} {
			path := filepath.Join(root, filepath.FromSlash(file))
			err := os.Remove(path)
			if code != "" {
				err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(code), 0o644))
			}
			if err := errors.Join(err, text.show(path)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := page(main)
		switch {
		case code == "" && !errors.Is(err, fs.ErrNotExist):
			t.Errorf("of a file that is gone there is still %q, %v", got, err)
		case code != "" && got != string(highlight.Go([]byte(code))):
			t.Errorf("of %q there is %q, %v", code, got, err)
		}
		if got, err := page(hidden); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a solution is shown, as %q, %v", got, err)
		}
	}
}
