package epub

import (
	"fmt"
	"regexp"
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
	if !listing && drawing(lines) {
		markup.AddClass(figure, "drawn")
	}
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

// drawing reports whether lines are a picture made of characters, which must not be wrapped.
func drawing(lines []*html.Node) bool {
	n := 0
	for _, line := range lines {
		if lane.MatchString(manuscript.Code(line)) && manuscript.Columns(line) > 44 {
			n++
		}
	}
	return n >= 2
}
