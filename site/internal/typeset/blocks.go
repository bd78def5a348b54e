package typeset

import (
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// blocks writes what is in n, one after the other. A note stands beside the paragraph after it.
func (w *writer) blocks(n *html.Node) {
	all := elements(n)
	var waiting []*html.Node // notes
	for i, c := range all {
		var next *html.Node
		if i+1 < len(all) {
			next = all[i+1]
		}
		switch {
		case w.written[c]: // with what is before it
		case markup.Is("aside.note")(c):
			waiting = append(waiting, c)
		case markup.Is("p")(c) && len(waiting) > 0:
			w.begin(c)
			w.paragraph(c, waiting, next)
			waiting = nil
		default:
			w.begin(c)
			w.block(c, next)
		}
	}
	if len(waiting) > 0 {
		w.fail("there is nothing to stand beside the note %q", markup.Line(waiting[0]))
	}
}

// named are the paragraphs and groups that the design has a function for, under the name of their class.
var (
	namedParagraph = markup.Any("p.label", "p.kicker", "p.of", "p.turn", "p.command", "p.error")
	namedGroup     = markup.Any("div.entry", "blockquote")
	plainGroup     = markup.Any("div", "section", "details")
	passedOver     = markup.Any("header.opening", "h1", "nav", "hr")
)

// block writes n. What comes next decides how a paragraph is held together with it.
func (w *writer) block(n, next *html.Node) {
	is := func(selectors ...string) bool { return markup.Any(selectors...)(n) }
	switch {
	case n.Type == html.TextNode:
		w.f("#par[#%s]\n", str(strings.Join(strings.Fields(n.Data), " ")))
	case passedOver(n):
	case namedParagraph(n):
		w.call("p-"+class(n), n)
	case is("p"):
		w.paragraph(n, nil, next)
	case is("h2", "h3", "h4"):
		w.heading(n)
	case is("div.noted"):
		w.noted(n, next)
	case is("aside", "div.hint"):
		w.f("#callout(warning: %v)[\n", is("aside.warning", "aside.caution"))
		w.blocks(n)
		w.f("]\n")
	case namedGroup(n):
		w.within(class(n), n)
	case is("div.quiz"):
		w.quiz(n)
	case is("ol"):
		w.list("enum", n)
	case is("ul"):
		w.list("list", n)
	case is("table"):
		w.table(n)
	case is("dl"):
		w.glossary(n)
	case is("figure.listing", "figure.console"):
		w.code(n, next)
	case is("figure.figure"):
		w.figure(n)
	case is("pre"):
		w.f("#pre(%s)\n", str(strings.TrimRight(markup.Text(n), "\n")))
	case plainGroup(n):
		w.blocks(n)
	default:
		w.fail("the book on paper knows no <%s class=%q>", n.Data, markup.Attr(n, "class"))
	}
}

// class returns the name of the design's function for n.
func class(n *html.Node) string {
	if name, _, _ := strings.Cut(markup.Attr(n, "class"), " "); name != "" {
		return name
	}
	return n.Data
}

// call writes n as a call of a function of the design, with text.
func (w *writer) call(name string, n *html.Node) {
	w.f("#%s[", name)
	w.id(n)
	w.marked(n)
	w.f("]\n")
}

// within writes n as a call of a function of the design, with blocks.
func (w *writer) within(name string, n *html.Node) {
	w.f("#%s[", name)
	w.id(n)
	w.f("\n")
	w.blocks(n)
	w.f("]\n")
}

// short reports whether a paragraph is one line under a heading, which would look lost at the foot of a page.
func short(n *html.Node) bool {
	before := n.PrevSibling
	for before != nil && before.Type != html.ElementNode {
		before = before.PrevSibling
	}
	return before != nil && markup.Any("h2", "h3", "h4")(before) && len(markup.Line(n)) < 75
}

// paragraph writes a paragraph, with notes beside it. One that leads to what comes next stays with it.
func (w *writer) paragraph(n *html.Node, notes []*html.Node, next *html.Node) {
	name := "par"
	if next != nil && (strings.HasSuffix(markup.Line(n), ":") || markup.Is("div.table")(next) || short(n)) {
		name = "lead"
	}
	inline := w.beside(notes)
	w.f("#%s[", name)
	w.id(n)
	w.f("%s", inline)
	w.marked(n)
	if next != nil && markup.Is("p.turn")(next) { // alone, it might be overleaf
		w.f("#turn[")
		w.inline(next)
		w.f("]")
		w.written[next] = true
	}
	w.f("]\n")
}

// marked writes the text in n between marks that tell where it begins and ends, and so how full pages are.
func (w *writer) marked(n *html.Node) {
	if w.outside {
		w.inline(n)
		return
	}
	w.f("#text-from")
	w.inline(n)
	w.f("#text-to")
}

// heading writes the heading of a section or of an exercise.
func (w *writer) heading(n *html.Node) {
	id := str(markup.Attr(n, "id"))
	switch kicker := markup.First(n, markup.Is("span.kicker")); {
	case kicker != nil:
		w.f("#exercise(%s, %s)[", id, str(markup.Line(kicker)))
		markup.Remove(kicker)
	case markup.Inside(n, markup.Is("section.back")):
		w.f("#back-heading(%s)[", id)
	case markup.Inside(n, markup.Is("section.front")):
		w.f("#front-heading(%s)[", id)
	default:
		if n.Data == "h2" {
			w.f("#show: giving.with(%s)\n", id)
		}
		w.f("#section(%d, %s, listed: %v)[", n.Data[1]-'0'+1, id, !w.usual[markup.Line(n)]) // a chapter is of level 2, under its part
	}
	w.inline(n)
	w.f("]\n")
}

// quiz writes a question, its options, and where the answer is.
func (w *writer) quiz(n *html.Node) {
	w.f("#quiz([")
	w.id(n)
	w.f("\n")
	options := markup.First(n, markup.Is("ol.options"))
	for _, c := range elements(n) {
		if c == options {
			w.f("], [\n")
			continue
		}
		w.block(c, nil)
	}
	w.f("],\n")
	w.items(options)
	w.f(")\n")
}

// list writes a list.
func (w *writer) list(name string, n *html.Node) {
	w.f("#%s(\n", name)
	w.items(n)
	w.f(")\n")
}

// items writes the items of a list.
func (w *writer) items(n *html.Node) {
	for _, li := range elements(n) {
		w.f("[")
		w.id(li)
		if markup.First(li, markup.Any("p", "ul", "ol", "figure")) != nil {
			w.blocks(li)
		} else {
			w.marked(li)
		}
		w.f("],\n")
	}
}

// glossary writes terms and what they mean.
func (w *writer) glossary(n *html.Node) {
	for _, c := range elements(n) {
		w.call(map[string]string{"dt": "term", "dd": "gloss"}[c.Data], c)
	}
}

// table writes a table, whose first row may be its head.
func (w *writer) table(n *html.Node) {
	rows := markup.All(n, markup.Is("tr"))
	if len(rows) == 0 {
		return
	}
	var sides []string
	for _, cell := range elements(rows[0]) {
		side := "left"
		if markup.HasClass(cell, "right") {
			side = "right"
		}
		sides = append(sides, side)
	}
	w.f("#tabular((%s,), (", strings.Join(sides, ", "))
	for i, row := range rows {
		for _, cell := range elements(row) {
			w.f("[")
			w.id(cell)
			w.marked(cell)
			w.f("], ")
		}
		if i == 0 {
			w.f("),")
		}
		w.f("\n")
	}
	w.f(")\n")
}
