// Package typeset sets the book in pages, with Typst.
//
//	result, err := typeset.Set(ctx, book, typeset.Options{Root: root, Dir: dir})
//	err = os.WriteFile("slow-poetry.pdf", result.PDF, 0o644)
//
// The manuscript is written down in Typst's markup, a file for each chapter. Those files say what
// things are; what they look like is said in the folder design. Typst itself comes from npm and runs in
// Node. It sees the typefaces that npm has, and none that happen to be installed.
//
// The one rule: the same book makes the same bytes. Its date is the edition's.
package typeset

import (
	"context"
	"embed"
	"os"
	"path/filepath"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/npm"
)

//go:embed design/*.typ
var design embed.FS

// A Result is a PDF, and what the engine knows about it.
type Result struct {
	PDF     []byte
	Pages   int
	Rounds  int     // how often the book was set until everything had room
	Places  []Place // of what has an address
	Settled Settled
}

// Options say where things are, and how much trouble to take.
type Options struct {
	Root   string // the repository
	Dir    string // what Hugo has written with the manuscript: the rules for figures are there
	Settle bool   // try how much space each chapter needs, and which notes find room, instead of taking what was kept
}

// A Place is where something stands.
type Place struct {
	ID    string
	Kind  string  // opening (of a chapter and the like), heading, figure, note
	Page  int     // of the file, from 1
	Y     float64 // in points, from the upper edge of the page
	Label string  // what the page is called: iv, 12
}

// Set sets a book, which it changes.
//
// A warning of the engine's is an error, as in Hugo. It names the chapter's file and the line, where that
// is known.
func Set(ctx context.Context, b *manuscript.Book, o Options) (*Result, error) {
	folder, remove, err := command.Scratch()
	if err != nil {
		return nil, err
	}
	defer func() { _ = remove() }()
	w, err := newWriter(o.Root, o.Dir, folder, b)
	if err != nil {
		return nil, err
	}
	if err := w.all(); err != nil {
		return nil, err
	}
	if err := os.CopyFS(folder, design); err != nil {
		return nil, err
	}
	if err := writeFaces(npm.Folder(o.Root), filepath.Join(folder, "fonts")); err != nil {
		return nil, err
	}
	if err := copySettled(o.Root, folder); err != nil {
		return nil, err
	}
	answer, err := run(ctx, folder, npm.Folder(o.Root), o.Settle)
	if err != nil {
		return nil, err
	}
	if err := w.complaint(answer.Complaints); err != nil {
		return nil, err
	}
	pdf, err := os.ReadFile(filepath.Join(folder, "book.pdf"))
	return &Result{pdf, answer.Pages, answer.Rounds, answer.Places, answer.Settled}, err
}
