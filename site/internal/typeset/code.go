package typeset

import (
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// few is how many lines of code stand alone on a page at least.
const few = 5

// A line of a listing or a transcript.
type line struct {
	number  string
	node    *html.Node
	command bool // what it prints comes next
}

// code writes a listing or a transcript, in the pieces that a page may end between. One that a question is
// about, which comes next, stays with that.
func (w *writer) code(n, next *html.Node) {
	lines, columns := linesOf(n)
	kind := "listing"
	if markup.HasClass(n, "console") {
		kind = "console"
	}
	w.f("#code(%s, %d, %s", str(kind), columns, str(textOf(lines)))
	if caption := markup.First(n, markup.Is("figcaption")); caption != nil && kind == "listing" {
		if file := markup.First(caption, markup.Is("bdi")); file != nil {
			w.f(", file: %s", str(markup.Line(file)))
		} else {
			w.f(", title: %s", str(markup.Line(caption)))
		}
		if at := markup.First(caption, markup.Is("span.at")); at != nil {
			w.f(", where: %s", str(markup.Line(at)))
		}
	}
	if id := markup.Attr(n, "id"); id != "" {
		w.f(", id: %s", str(id))
	}
	if said := markup.First(n, markup.Is("p.error")); said != nil {
		w.f(", error: [")
		w.inline(said)
		w.f("]")
	}
	if next != nil && markup.Is("div.quiz")(next) {
		w.f(", leads: true")
	}
	w.f(", (\n")
	for _, piece := range pieces(lines) {
		w.f("(")
		for i, l := range piece {
			w.f("(%s, %v, [", str(l.number), l.command)
			if i == len(piece)-1 && !w.outside {
				w.f("#text-from#text-to")
			}
			if l.command {
				w.id(l.node.Parent)
			}
			w.tokens(l.node)
			if strings.TrimSpace(manuscript.Code(l.node)) == "" {
				w.f("#sym.zws") // as high as any other line
			}
			w.f("]), ")
		}
		w.f("),\n")
	}
	w.f("))\n")
}

// linesOf returns the lines of a figure of code, and how long the longest is.
func linesOf(n *html.Node) (lines []line, columns int) {
	for _, l := range markup.All(n, markup.Is("span.line")) {
		number := ""
		if ln := markup.First(l, markup.Is("span.ln")); ln != nil {
			number = strings.TrimSpace(markup.Text(ln))
		}
		columns = max(columns, manuscript.Columns(l))
		lines = append(lines, line{number, l, markup.Inside(l, markup.Is("span.command"))})
	}
	return lines, columns
}

// textOf returns what is read aloud, and copied.
func textOf(lines []line) string {
	var text []string
	for _, l := range lines {
		text = append(text, manuscript.Code(l.node))
	}
	return strings.Join(text, "\n")
}

// pieces parts lines where a page may end: not within a few lines of the start or the end, not after a
// command, and not after an opening line or before a closing one, if there are blank lines to part at.
func pieces(lines []line) (all [][]line) {
	start := 0
	for i := few; i <= len(lines)-few; i++ {
		if !lines[i-1].command && !lines[min(i, len(lines)-1)-1].command && mayPart(lines, i) {
			all = append(all, lines[start:i])
			start = i
		}
	}
	return append(all, lines[start:])
}

// mayPart reports whether a page may end before line i. Where a blank line is near, it ends there.
func mayPart(lines []line, i int) bool {
	const near = 3
	blank := func(j int) bool {
		return j >= few && j <= len(lines)-few && strings.TrimSpace(manuscript.Code(lines[j-1].node)) == ""
	}
	if blank(i) {
		return true
	}
	for j := i - near; j <= i+near; j++ {
		if blank(j) {
			return false
		}
	}
	return true
}

// tokens writes a line of code in its colours.
func (w *writer) tokens(n *html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode:
			if text := strings.TrimRight(c.Data, "\n"); text != "" {
				w.f("#%s", str(text))
			}
		case markup.HasClass(c, "ln"):
		case tokenStyles[markup.Attr(c, "class")] != "":
			w.f("#%s[", tokenStyles[markup.Attr(c, "class")])
			w.tokens(c)
			w.f("]")
		default:
			w.tokens(c)
		}
	}
}

// tokenStyles has the design's functions for what Chroma and the transcripts tell apart.
var tokenStyles = map[string]string{
	"k": "keyword", "kc": "keyword", "kd": "keyword", "kn": "keyword", "kr": "keyword",
	"kt": "type-name", "nb": "type-name", "nf": "function-name",
	"s": "string-literal", "sc": "string-literal", "s1": "string-literal",
	"m": "number-literal", "mi": "number-literal", "mf": "number-literal", "mh": "number-literal",
	"c1": "comment", "cm": "comment", "elided": "comment", "prompt": "prompt",
}
