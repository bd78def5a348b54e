package pdf

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
)

// A printed is the book, printed, with what the tests look at.
type printed struct {
	*Result
	book *manuscript.Book
	file *file
}

// scratch is where TestMain lets Hugo write.
var scratch string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "slowpoetry-pdf-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

// oncePrinted is the one printing that all tests look at.
var oncePrinted = sync.OnceValues(printBook)

// printBook prints the book as "book pdf" does.
func printBook() (*printed, error) {
	ctx := context.Background()
	root, err := chapter.Root(".")
	if err != nil {
		return nil, err
	}
	h, err := hugo.Find(ctx, root, func(string, ...any) {})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(scratch, "book-")
	if err != nil {
		return nil, err
	}
	if err := h.Build(ctx, hugo.Options{To: dir, Plain: true, Paper: true}); err != nil {
		return nil, err
	}
	page, err := os.Open(filepath.Join(dir, "book.html"))
	if err != nil {
		return nil, err
	}
	defer page.Close()
	b, err := manuscript.Read(page)
	if err != nil {
		return nil, err
	}
	chromium, err := need.Chromium()
	if err != nil {
		return nil, err
	}
	result, err := Print(ctx, b, dir, chromium, func(string, ...any) {})
	if err != nil {
		return nil, err
	}
	f, err := parse(result.PDF)
	return &printed{result, b, f}, err
}

// thePDF returns the printed book.
func thePDF(t *testing.T) *printed {
	t.Helper()
	if testing.Short() {
		t.Skip("not checked: -short, and this prints the book")
	}
	need.Get(t, need.Chromium)
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	need.Check(t, npm.Installed(root))
	// What is read here in vain is how "go test" learns that its result depends on it.
	for _, pattern := range []string{"chapters/*/index.md", "chapters/*/figures/*", "site/layouts/*", "site/layouts/*/*", "site/assets/print/*", "site/content/paper/*", "site/*.toml"} {
		files, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, name := range files {
			_, _ = os.Stat(name)
		}
	}
	p, err := oncePrinted()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheSameBookMakesTheSameBytes(t *testing.T) {
	first := thePDF(t)
	second, err := printBook()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.PDF, second.PDF) {
		t.Errorf("two printings have %d and %d bytes, and differ", len(first.PDF), len(second.PDF))
	}
}
