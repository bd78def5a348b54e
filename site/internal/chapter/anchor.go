package chapter

import (
	"strconv"
	"strings"
	"unicode"
)

// anchor returns the anchor of a heading, which is made of its plain text as GitHub does it. The site
// has no rules of its own: see [Chapter.Page].
func (r *reader) anchor(text string) string {
	anchor := plainAnchor(text)
	if anchor == "" {
		anchor = "heading"
	}
	unique := anchor
	for i := 1; r.anchors[unique]; i++ {
		unique = anchor + "-" + strconv.Itoa(i)
	}
	r.anchors[unique] = true
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
	}, heading)
}
