package manuscript

import (
	"context"
	"os"
	"path/filepath"

	"slowpoetry/site/internal/hugo"
)

// Make lets Hugo write the book as one page into dir, with the files that it needs, and reads it. It
// takes some seconds.
func Make(ctx context.Context, h *hugo.Hugo, dir string) (*Book, error) {
	if err := h.Build(ctx, hugo.Options{To: dir, Plain: true, Paper: true}); err != nil {
		return nil, err
	}
	page, err := os.Open(filepath.Join(dir, "book.html"))
	if err != nil {
		return nil, err
	}
	defer page.Close()
	return Read(page)
}
