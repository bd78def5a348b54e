package epub

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// narrow makes code ready for a narrow page. Lines are wrapped there, and what is wrapped goes on
// further in than its line began; an indentation is two columns wide; there are no line numbers.
func narrow(figure *html.Node) {
	for _, number := range markup.All(figure, markup.Is("span.ln")) {
		markup.Remove(number)
	}
	lines := markup.All(figure, markup.Is("span.line"))
	listing := markup.HasClass(figure, "listing")
	for _, line := range lines {
		if listing {
			halve(line)
		}
		markup.AddClass(line, fmt.Sprintf("i%d", min(manuscript.Indent(line)/2, 8)))
	}
	if listing {
		return
	}
	if drawing(lines, 44) { // then all of its pictures are, for they are compared
		for _, part := range parts(lines) {
			if drawing(part, 0) {
				for _, line := range part {
					markup.AddClass(line, "drawn")
				}
			}
		}
	}
}

// parts returns the lines between blank ones.
func parts(lines []*html.Node) (all [][]*html.Node) {
	open := false
	for _, line := range lines {
		blank := strings.TrimSpace(manuscript.Code(line)) == ""
		switch {
		case blank:
		case open:
			all[len(all)-1] = append(all[len(all)-1], line)
		default:
			all = append(all, []*html.Node{line})
		}
		open = !blank
	}
	return all
}

// halve makes an indentation half as wide.
func halve(line *html.Node) {
	indent := manuscript.Indent(line)
	text := markup.First(line, func(n *html.Node) bool { return n.Type == html.TextNode })
	if text == nil || indent%4 != 0 || len(text.Data)-len(strings.TrimLeft(text.Data, " ")) < indent {
		return
	}
	text.Data = text.Data[indent/2:]
}

var lane = regexp.MustCompile(`[-#.!|_]{12}`)

// drawing reports whether some of the lines are a picture made of letters and longer than least. It must not
// be wrapped, and keeps its columns below each other; so it is set smaller, and the rest of a transcript is not.
func drawing(lines []*html.Node, least int) bool {
	return slices.ContainsFunc(lines, func(line *html.Node) bool {
		return lane.MatchString(manuscript.Code(line)) && manuscript.Columns(line) > least
	})
}
