package typeset

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// A drawn is a figure with a number, for the list of figures.
type drawn struct {
	id, number string
	caption    *html.Node
}

// figure writes a drawing and its caption.
func (w *writer) figure(n *html.Node) {
	svg := markup.First(n, markup.Is("svg"))
	if svg == nil {
		w.fail("a figure is no drawing: %q", markup.Line(n))
		return
	}
	id, number := markup.Attr(n, "id"), ""
	caption := markup.First(n, markup.Is("figcaption"))
	if caption == nil {
		w.fail("the figure %s has no caption", id)
		return
	}
	if label := markup.First(caption, markup.Is("b.label")); label != nil {
		number = strings.TrimPrefix(markup.Line(label), "Figure ")
		markup.Remove(label)
	}
	name := fmt.Sprintf("/figures/%s.svg", id)
	if err := os.WriteFile(filepath.Join(w.folder, filepath.FromSlash(name)), w.drawing(svg), 0o644); err != nil {
		w.fail("%w", err)
	}
	w.drawn = append(w.drawn, drawn{id, number, caption})
	w.f("#drawing(%s, %s, %s, %s, %g)[", str(id), str(name), str(number), str(described(svg)), width(svg))
	w.marked(caption)
	w.f("]\n")
}

// drawing returns a drawing as a file of its own.
func (w *writer) drawing(svg *html.Node) []byte {
	style := markup.Element("style", "", markup.Word(w.figures))
	style.Namespace = "svg"
	markup.Prepend(svg, style)
	var b bytes.Buffer
	if err := html.Render(&b, svg); err != nil {
		w.fail("%w", err)
	}
	return b.Bytes()
}

// described returns what a drawing shows, in words.
func described(svg *html.Node) string {
	var words []string
	for _, n := range markup.All(svg, markup.Any("title", "desc")) {
		if text := strings.TrimSuffix(markup.Line(n), "."); text != "" {
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		return markup.Attr(svg, "aria-label")
	}
	return strings.Join(words, ". ") + "."
}

// width returns how wide a drawing is, in its own units.
func width(svg *html.Node) (w float64) {
	for _, a := range svg.Attr {
		if strings.EqualFold(a.Key, "viewBox") {
			_, _ = fmt.Sscanf(a.Val, "0 0 %f", &w)
		}
	}
	return w
}

var (
	elsewhere = regexp.MustCompile(`(?s)@media[^{]*\{.*?\n\}\n|svg\.sp-figure:root[^}]*\}\n|/\*.*?\*/\n?`)
	twice     = regexp.MustCompile(`([a-z-]+): [^;]*; ([a-z-]+): var\((--[a-z-]+), ([^;]*)\);`)
)

// onPaper returns the rules of figure.css for paper. They are the same, from the same table of colours, but
// the ground is white, and each variable has its value: the engine knows of none.
func onPaper(css string) string {
	values := map[string]string{"--fig-paper": "#fff", "--sans": "Book Sans", "--mono": "Book Mono"}
	css = elsewhere.ReplaceAllString(css, "")
	return twice.ReplaceAllStringFunc(css, func(rule string) string {
		m := twice.FindStringSubmatch(rule)
		if value, ok := values[m[3]]; ok {
			return m[2] + ": " + value + ";"
		}
		return m[2] + ": " + m[4] + ";"
	})
}
