package chapter

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// anchor returns the anchor of a heading as Hugo makes it, which is as GitHub does.
func (r *reader) anchor(n *ast.Heading) string {
	raw := ""
	if lines := n.Lines(); lines.Len() > 0 {
		last := lines.At(lines.Len() - 1)
		raw = string(last.Value(r.source))
	}
	anchor := plainAnchor(raw)
	if anchor == "" {
		anchor = "heading"
	}
	unique := anchor
	for i := 1; r.anchors[unique] > 0; i++ {
		unique = anchor + "-" + strconv.Itoa(i)
	}
	r.anchors[unique]++
	return unique
}

// plainAnchor returns the anchor of a heading with this text, when no other heading has it yet.
func plainAnchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(heading))
}
