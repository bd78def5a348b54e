package chapter

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// rawHTML returns what the page leaves out because it looks like HTML, if n is such a thing: "<nil>" as well
// as "<b>". Comments may be left out.
func rawHTML(n ast.Node, source []byte) string {
	html := ""
	switch n := n.(type) {
	case *ast.RawHTML:
		html = string(n.Segments.Value(source))
	case *ast.HTMLBlock:
		first := n.Lines().At(0)
		html = strings.TrimSpace(string(first.Value(source)))
	}
	if strings.HasPrefix(html, "<!--") {
		return ""
	}
	return html
}

// raw returns the first such thing in Markdown that stands in a block, as quizzes do, with its line in
// there, from 0; "" if there is none.
func raw(markup string) (found string, line int) {
	source := []byte(markup)
	_ = ast.Walk(markdown.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if found = rawHTML(n, source); found != "" {
			line = bytes.Count(source[:rawStart(n)], []byte("\n"))
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return found, line
}

// rawStart returns where such a thing begins.
func rawStart(n ast.Node) int {
	if n, inline := n.(*ast.RawHTML); inline {
		return n.Segments.At(0).Start
	}
	return n.Lines().At(0).Start
}

// leftOut says so.
func (r *reader) leftOut(line int, html string) Problem {
	return r.Problem(line, "has %s, which is HTML to the page, and left out: put it between backticks", html)
}
