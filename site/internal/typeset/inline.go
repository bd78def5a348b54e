package typeset

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// inline writes the text in n.
func (w *writer) inline(n *html.Node) {
	for c := range n.ChildNodes() {
		w.span(c)
	}
}

// emphasis has the functions for elements that look different from the text around them.
var emphasis = map[string]string{"em": "emph", "strong": "strong", "dfn": "dfn"}

func (w *writer) span(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n)
		return
	case html.ElementNode:
	default:
		return
	}
	w.id(n)
	switch f := emphasis[n.Data]; {
	case f != "":
		w.f("#%s[", f)
		w.inline(n)
		w.f("]")
	case n.Data == "code", n.Data == "samp", n.Data == "kbd":
		w.inlineCode(n)
	case n.Data == "sup":
		w.f("#super[")
		w.inline(n)
		w.f("]")
	case n.Data == "a":
		w.link(n)
	case n.Data == "br":
		w.f("#linebreak()")
	default: // a paragraph that is the only one of a list's item, a label
		w.inline(n)
	}
}

var (
	humps = regexp.MustCompile(`([a-z])([A-Z])|([_./(])(\w)`)
	calls = regexp.MustCompile(`(\))(\.)`)
)

// inlineCode writes code in a line of text. In a table, whose columns are narrow, a long name may be parted
// between its words; elsewhere one call may part from the next.
func (w *writer) inlineCode(n *html.Node) {
	code := markup.Text(n)
	parted := code
	switch {
	case len(code) >= 18 && markup.Inside(n, markup.Is("table")):
		parted = humps.ReplaceAllString(code, "$1$3\x00$2$4")
	case len(code) >= 36:
		parted = calls.ReplaceAllString(code, "$1\x00$2")
	}
	for i, part := range strings.Split(parted, "\x00") {
		if i > 0 {
			w.f("#sym.zws")
		}
		w.f("#raw(%s)", str(part))
	}
}

var blanks = regexp.MustCompile(`[ \t\n]+`) // a space that keeps words together is none of them

// text writes text, each run of white space as one space.
func (w *writer) text(n *html.Node) {
	text := blanks.ReplaceAllString(n.Data, " ")
	if n.PrevSibling == nil {
		text = strings.TrimLeft(text, " ")
	}
	if text != "" {
		w.f("#%s", str(text))
	}
}

// link writes a link. On paper one into the book has its page: after what names the thing, as in "Figure
// 3.2, page 41", or else in brackets.
func (w *writer) link(n *html.Node) {
	href := markup.Attr(n, "href")
	id, inside := strings.CutPrefix(href, "#")
	switch {
	case inside && strings.HasPrefix(markup.Attr(n, "class"), "footnote"):
		w.f("#go(%s)[", str(id))
	case inside:
		w.f("#to(%s, named: %v, more: %v)[", str(id), namesIt(n), goesOn(n))
	case strings.HasPrefix(href, "http"):
		w.f("#out-link(%s)[", str(href))
	default:
		w.f("#[")
	}
	w.inline(n)
	w.f("]")
}

// namesIt reports whether a link's words are the name of what it leads to.
func namesIt(a *html.Node) bool {
	return strings.HasPrefix(markup.Text(a), "Figure") || markup.HasClass(a, "where") || markup.Inside(a, markup.Any("p.turn", "p.of"))
}

// goesOn reports whether the sentence has words right after a link.
func goesOn(a *html.Node) bool {
	next := a.NextSibling
	return next != nil && next.Type == html.TextNode && strings.TrimLeft(next.Data, " \n") != "" && strings.ContainsAny(next.Data[:1], " \n")
}
