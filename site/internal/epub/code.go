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
	if columns := picture(lines); columns > 44 { // then all of its pictures are set small, for they are compared
		size := fmt.Sprintf("d%d", (min(columns, 90)+9)/10*10)
		for _, part := range parts(lines) {
			widest := picture(part)
			for _, line := range part {
				if manuscript.Columns(line) <= widest {
					markup.AddClass(line, "drawn "+size)
				}
			}
		}
	}
}

var flag = regexp.MustCompile(`(?:^|\s)(-\S+)`)

// keepFlags keeps the flags in a text whole: a line that ends in the hyphen of one looks like a word's.
func keepFlags(text *html.Node) {
	all, from := text.Data, 0
	for _, at := range flag.FindAllStringSubmatchIndex(all, -1) {
		markup.Before(text, markup.Word(all[from:at[2]]))
		markup.Before(text, markup.Element("span", "flag", markup.Word(all[at[2]:at[3]])))
		from = at[3]
	}
	text.Data = all[from:]
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

var (
	lane   = regexp.MustCompile(`[-#.!|_]{12}`)
	inRows = regexp.MustCompile(`\S {2,}\S|^ {2,}\S`)
)

// picture returns how many columns wide a picture is that some of the lines draw with letters, and 0 where there
// is none. A picture must not be wrapped, and keeps its columns below each other; so it is set smaller. What is
// said beside it, in lines without columns, is wrapped as all text is.
func picture(lines []*html.Node) (columns int) {
	isLane := func(line *html.Node) bool { return lane.MatchString(manuscript.Code(line)) }
	if !slices.ContainsFunc(lines, isLane) {
		return 0
	}
	for _, line := range lines {
		if isLane(line) || inRows.MatchString(manuscript.Code(line)) {
			columns = max(columns, manuscript.Columns(line))
		}
	}
	return columns
}
