// Package manuscripttest makes the book as one document, for tests of what is made of that.
//
//	manuscripttest.Need(t)
//	book, err := manuscripttest.Make(dir)    // as "book pdf" and "book epub" do; once for all tests
//
// The one rule: a test that has called Need is run again when the book has changed.
package manuscripttest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
)

// sources are the files that the document is made from.
var sources = []string{
	"chapters/*/index.md", "chapters/*/figures/*",
	"site/layouts/*", "site/layouts/*/*", "site/assets/print/*", "site/content/paper/*", "site/*.toml",
}

// Need ends the test when the document cannot be made here.
func Need(t *testing.T) {
	t.Helper()
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	need.Check(t, npm.Installed(root))
	// What is looked at here in vain is how "go test" learns that its result depends on it.
	for _, pattern := range sources {
		files, _ := fs.Glob(os.DirFS(root), pattern)
		for _, name := range files {
			_, _ = os.Stat(filepath.Join(root, filepath.FromSlash(name)))
		}
	}
}

// Make makes the document. What Hugo writes for it is in dir.
func Make(dir string) (*manuscript.Book, error) {
	ctx := context.Background()
	root, err := chapter.Root(".")
	if err != nil {
		return nil, err
	}
	h, err := hugo.Find(ctx, root, func(string, ...any) {})
	if err != nil {
		return nil, err
	}
	return manuscript.Make(ctx, h, dir)
}
