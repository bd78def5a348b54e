package manuscript

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// tab is how many columns a tab is wide.
const tab = 4

// split makes a listing or a transcript of lines, each an element of class "line" that ends in its
// line break, and notes how many there are and how long the longest is: in data-lines and
// data-columns.
func split(figure *html.Node) {
	blocks := markup.All(figure, markup.Any("span.command", "span.output"))
	if len(blocks) == 0 {
		blocks = markup.All(figure, markup.Is("code"))
	}
	lines, columns := 0, 0
	for _, block := range blocks {
		for _, line := range splitBlock(block) {
			lines++
			columns = max(columns, Columns(line))
		}
	}
	markup.Set(figure, "data-lines", strconv.Itoa(lines))
	markup.Set(figure, "data-columns", strconv.Itoa(columns))
}

// splitBlock makes the content of block lines, and returns them.
func splitBlock(block *html.Node) (lines []*html.Node) {
	var line *html.Node
	for _, text := range markup.All(block, func(n *html.Node) bool { return n.Type == html.TextNode }) {
		for piece := range strings.SplitAfterSeq(text.Data, "\n") {
			if piece == "" {
				continue
			}
			if line == nil {
				line = markup.Element("span", "line")
				lines = append(lines, line)
			}
			markup.Append(line, dressed(piece, text, block))
			if strings.HasSuffix(piece, "\n") {
				line = nil
			}
		}
	}
	for block.FirstChild != nil {
		markup.Remove(block.FirstChild)
	}
	for _, line := range lines {
		spaces(line)
	}
	markup.Append(block, lines...)
	return lines
}

// dressed returns a piece of a text in copies of the elements that the text is in, up to block.
func dressed(piece string, text, block *html.Node) *html.Node {
	n := markup.Word(piece)
	for a := text.Parent; a != block; a = a.Parent {
		n = markup.Append(markup.Shallow(a), n)
	}
	return n
}

// spaces replaces the tabs in a line, as far as they go.
func spaces(line *html.Node) {
	column := 0
	number := markup.Is("span.ln")
	for _, text := range markup.All(line, func(n *html.Node) bool { return n.Type == html.TextNode }) {
		if markup.Inside(text, number) {
			continue
		}
		var b strings.Builder
		for _, r := range text.Data {
			if r == '\t' {
				n := tab - column%tab
				b.WriteString(strings.Repeat(" ", n))
				column += n
				continue
			}
			b.WriteRune(r)
			column++
		}
		text.Data = b.String()
	}
}

// Code returns the text of a line, without its number and its break.
func Code(line *html.Node) string {
	var b strings.Builder
	number := markup.Is("span.ln")
	for _, text := range markup.All(line, func(n *html.Node) bool { return n.Type == html.TextNode }) {
		if !markup.Inside(text, number) {
			b.WriteString(text.Data)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// Columns returns how long a line is.
func Columns(line *html.Node) int { return utf8.RuneCountInString(Code(line)) }

// Indent returns with how many spaces a line begins.
func Indent(line *html.Node) int {
	code := Code(line)
	return len(code) - len(strings.TrimLeft(code, " "))
}
