package typeset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// A source is a file of Typst's markup, and what it was written from.
type source struct {
	strings.Builder
	name   string   // "c3.typ"
	from   string   // "chapters/03-the-reactor/index.md", or ""
	blocks []origin // in order
}

// An origin says with which words the block begins that is written from a line on.
type origin struct {
	line  int
	words string
}

// begin notes that what is written from here on is n's.
func (s *source) begin(n *html.Node) {
	words := strings.Fields(markup.Text(n))
	s.blocks = append(s.blocks, origin{s.line(), strings.Join(words[:min(4, len(words))], " ")})
}

// line returns the number of the line that is being written.
func (s *source) line() int { return strings.Count(s.String(), "\n") + 1 }

// complaint returns what the engine has said as an error, or nil.
func (w *writer) complaint(all []complaint) error {
	var errs []error
	for _, c := range all {
		if where := w.where(c); where != "" {
			c.Said = where + ": " + c.Said
		}
		errs = append(errs, errors.New(c.Said))
	}
	return errors.Join(errs...)
}

// where returns the place in a chapter that a complaint is about, as "FILE:LINE", or as much of it as is known.
func (w *writer) where(c complaint) string {
	if c.File == "" {
		c.File, c.Line = w.quoted(c.Said)
	}
	for _, s := range w.sources {
		if s.name != c.File {
			continue
		}
		if s.from == "" {
			break
		}
		words := ""
		for _, o := range s.blocks {
			if o.line <= c.Line {
				words = o.words
			}
		}
		text, err := os.ReadFile(filepath.Join(w.root, filepath.FromSlash(s.from)))
		if n := lineOf(string(text), words); err == nil && n > 0 {
			return fmt.Sprintf("%s:%d", s.from, n)
		}
		return s.from
	}
	if c.Line > 0 {
		return fmt.Sprintf("%s:%d", c.File, c.Line)
	}
	return c.File
}

var quotes = regexp.MustCompile("`(\"[^`]*\")`")

// quoted returns where a text is first written that a complaint quotes; the engine does not tell of what it
// finds out when it makes the PDF.
func (w *writer) quoted(said string) (file string, line int) {
	m := quotes.FindStringSubmatch(said)
	if m == nil {
		return "", 0
	}
	text, err := strconv.Unquote(m[1])
	if err != nil {
		return "", 0
	}
	for _, s := range w.sources {
		if before, _, found := strings.Cut(s.String(), strings.Trim(str(text), `"`)); found {
			return s.name, strings.Count(before, "\n") + 1
		}
	}
	return "", 0
}

// lineOf returns the number of the line in Markdown that has the words, which are without marks and may be
// parted by the end of a line; 0 where there is none.
func lineOf(text, words string) int {
	if words == "" {
		return 0
	}
	plain := strings.NewReplacer("*", "", "`", "", "[", "")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i+1 < len(lines) {
			line += " " + lines[i+1]
		}
		if strings.Contains(plain.Replace(line), words) && !(i+1 < len(lines) && strings.Contains(plain.Replace(lines[i+1]), words)) {
			return i + 1
		}
	}
	return 0
}
