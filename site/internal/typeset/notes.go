package typeset

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// noted writes what has notes beside it. A further note may follow it.
func (w *writer) noted(n, next *html.Node) {
	var notes, rest []*html.Node
	for _, c := range elements(n) {
		if markup.Is("aside.note")(c) {
			notes = append(notes, c)
		} else {
			rest = append(rest, c)
		}
	}
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if markup.Is("aside.note")(s) {
			notes = append(notes, s)
		} else if s.Type == html.ElementNode {
			break
		}
	}
	for i, c := range rest {
		after := next
		if i+1 < len(rest) {
			after = rest[i+1]
		}
		switch {
		case i > 0:
			w.block(c, after)
		case c.Data == "p":
			w.paragraph(c, notes, after)
		default:
			w.fail("a note stands beside a <%s>, not beside a paragraph", c.Data)
		}
	}
}

// beside writes, before a paragraph, those of its notes that find no room in the margin, and returns what
// places the others from inside the paragraph. Which is which the design knows.
func (w *writer) beside(notes []*html.Node) string {
	var inside strings.Builder
	w.outside = true
	defer func() { w.outside = false }()
	for _, note := range notes {
		w.written[note] = true
		w.notes++
		name := fmt.Sprintf("%s-%d", strings.TrimSuffix(w.name, ".typ"), w.notes)
		w.f("#let note-%d = [\n", w.notes)
		w.blocks(note)
		w.f("]\n#note-in-text(%q, note-%d)\n", name, w.notes)
		fmt.Fprintf(&inside, "#note(%q, note-%d)", name, w.notes)
	}
	return inside.String()
}
