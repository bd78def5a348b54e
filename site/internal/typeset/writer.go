package typeset

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// A writer writes a manuscript in Typst's markup. It calls the functions of the design, and all text is
// in strings, so that no letter of it means anything to Typst.
type writer struct {
	*source // the one that is being written
	sources []*source

	root    string
	folder  string // where it writes
	figures string // the rules for figures on paper
	manu    *manuscript.Book
	index   []*manuscript.Entry
	runs    map[string]string // see firstRuns
	usual   map[string]bool   // titles of sections that most chapters have: the contents need not list them

	outside bool                // what is written goes into the margin
	notes   int                 // so far in the file
	written map[*html.Node]bool // notes, and what else stands with a paragraph
	drawn   []drawn             // figures with a number
	err     error               // the first
}

// newWriter returns a writer of b, which writes into a folder.
func newWriter(root, dir, folder string, b *manuscript.Book) (*writer, error) {
	css, err := os.ReadFile(filepath.Join(dir, "print", "figure.css"))
	if err != nil {
		return nil, err
	}
	w := &writer{root: root, folder: folder, figures: onPaper(string(css)), manu: b, written: map[*html.Node]bool{}}
	w.index = b.Index() // before anything is moved
	w.runs, w.usual = firstRuns(b), usual(b)
	return w, os.Mkdir(filepath.Join(folder, "figures"), 0o755)
}

// usual returns the titles that more than a few chapters have for a section.
func usual(b *manuscript.Book) map[string]bool {
	const few = 3
	count, usual := map[string]int{}, map[string]bool{}
	for _, c := range b.Chapters() {
		for _, s := range c.Sections {
			count[s.Title]++
			usual[s.Title] = count[s.Title] > few
		}
	}
	return usual
}

// all writes the book.
func (w *writer) all() error {
	w.outline()
	for _, s := range w.sources {
		if err := os.WriteFile(filepath.Join(w.folder, s.name), []byte(s.String()), 0o644); err != nil {
			return err
		}
	}
	return w.err
}

// file has what follows written into a file of its own.
func (w *writer) file(name, from string) {
	w.source = &source{name: name, from: from}
	w.sources = append(w.sources, w.source)
	w.notes = 0
	w.f("#import \"design/design.typ\": *\n")
}

// f writes.
func (w *writer) f(format string, args ...any) { fmt.Fprintf(w, format, args...) }

// fail notes an error.
func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("%s: %w", w.where(complaint{File: w.source.name, Line: w.line()}), fmt.Errorf(format, args...))
	}
}

var quoter = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`)

// str returns text as a string of Typst's.
func str(text string) string { return `"` + quoter.Replace(text) + `"` }

// id writes the address of n, if it has one.
func (w *writer) id(n *html.Node) {
	if id := markup.Attr(n, "id"); id != "" {
		w.f("#at(%s)", str(id))
	}
}

// elements returns what is in n: elements, and text that is not blank.
func elements(n *html.Node) (all []*html.Node) {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode || c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			all = append(all, c)
		}
	}
	return all
}
