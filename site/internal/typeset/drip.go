package typeset

import (
	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// drip writes the drawing of the title page: poems that arrive in pieces, a lane each.
func (w *writer) drip(n *html.Node) {
	w.f("#drip((\n")
	for _, lane := range markup.All(n, markup.Is("p")) {
		w.f("(")
		for _, piece := range markup.All(lane, markup.Is("span")) {
			w.f("%s, ", str(markup.Text(piece)))
		}
		w.f("),\n")
	}
	w.f("))\n")
}
