package pdf

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// How code is set. A letter is 0.6 of its size wide; sizes and widths are in points.
const (
	size    = 7.2
	small   = 6.5 // as small as it may be, to stand in the width of the text
	least   = 6   // in the margin as well, and what does not fit then is wrapped
	letter  = .6
	measure = 317 // the width of the text
	spread  = measure + 106
	whole   = 16 // lines that are never parted
	piece   = 4  // lines that are enough for the end of a page, and for its start
)

// fit makes the lines of a listing or a transcript fit the page: in the width of the text, a little
// smaller if that does it; else in the margin as well; else they are wrapped. And it marks where
// it may be parted.
func fit(figure *html.Node) {
	columns, _ := strconv.Atoi(markup.Attr(figure, "data-columns"))
	lines, _ := strconv.Atoi(markup.Attr(figure, "data-lines"))
	markup.Unset(figure, func(key string) bool { return strings.HasPrefix(key, "data-") })
	classes := []string{}
	for _, class := range strings.Fields(markup.Attr(figure, "class")) {
		if class != "wide" {
			classes = append(classes, class)
		}
	}
	markup.Set(figure, "class", strings.Join(classes, " "))

	fitting := func(width float64) float64 { return width / letter / float64(max(columns, 1)) }
	points := min(size, fitting(measure))
	if points < small {
		points = min(size, fitting(spread))
		markup.AddClass(figure, "wide")
	}
	markup.Set(figure, "style", fmt.Sprintf("font-size:%.2fpt", max(least, points)))
	if lines <= whole {
		markup.AddClass(figure, "keep")
	}
	listing := markup.HasClass(figure, "listing")
	blocks := markup.All(figure, markup.Is("span.output"))
	if listing {
		blocks = markup.All(figure, markup.Is("code"))
	}
	for _, block := range blocks {
		part(block)
	}
	parts := []string{"span.command", "span.piece"}
	if listing {
		parts = append(parts, "figcaption") // a transcript's is not shown
	}
	pieces := markup.All(figure, markup.Any(parts...))
	if len(pieces) == 0 {
		return
	}
	markup.AddClass(pieces[0], "first")
	markup.AddClass(pieces[len(pieces)-1], "last")
	if markup.HasClass(figure, "wide") {
		// Each piece for itself, since the margin changes sides from page to page.
		for _, piece := range pieces {
			markup.AddClass(piece, "sided")
		}
	}
}

// part puts the lines of a block into pieces that stay together.
func part(block *html.Node) {
	lines := markup.All(block, markup.Is("span.line"))
	var pieces [][]*html.Node
	for i, line := range lines {
		if i == 0 || mayBreak(lines[i-1], line) {
			pieces = append(pieces, nil)
		}
		pieces[len(pieces)-1] = append(pieces[len(pieces)-1], line)
	}
	pieces = joined(pieces)
	for _, piece := range pieces {
		// What has no place to break is parted somewhere.
		for len(piece) > 2*whole {
			markup.Append(block, markup.Element("span", "piece", piece[:whole]...))
			piece = piece[whole:]
		}
		markup.Append(block, markup.Element("span", "piece", piece...))
	}
}

// mayBreak reports whether a page may end between two lines: after an empty one, before a case of
// a switch, and after the end of a statement that is not deep inside another.
func mayBreak(before, after *html.Node) bool {
	code := strings.TrimSpace(manuscript.Code(before))
	next := strings.TrimSpace(manuscript.Code(after))
	shallow := manuscript.Indent(after) <= 4
	switch {
	case code == "":
		return true
	case strings.HasPrefix(next, "case "), strings.HasPrefix(next, "default:"):
		return shallow && !strings.HasPrefix(code, "switch")
	case strings.HasPrefix(code, "}") && !strings.HasSuffix(code, "{"):
		return shallow && !strings.HasPrefix(next, "}") && !strings.HasPrefix(next, ")") && next != ""
	}
	return false
}

// joined puts pieces together that are too short to stand at the end of a page or at its start.
func joined(pieces [][]*html.Node) (all [][]*html.Node) {
	for _, lines := range pieces {
		if n := len(all); n > 0 && (len(all[n-1]) < piece || len(lines) < piece) {
			all[n-1] = append(all[n-1], lines...)
			continue
		}
		all = append(all, lines)
	}
	return all
}
