package main

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// A sheet is a poem that is ready to be printed.
type sheet struct {
	title string
	lines []string
	width int // of the longest line, in letters
}

var errUntitled = errors.New("a poem without a title cannot be framed")

// typeset makes a sheet of a poem.
func typeset(text string) (sheet, error) {
	s := sheet{lines: strings.Split(strings.TrimRight(text, "\n"), "\n")}
	s.title = strings.TrimSpace(s.lines[0])
	if s.title == "" {
		return sheet{}, errUntitled
	}
	for _, line := range s.lines {
		s.width = max(s.width, utf8.RuneCountInString(line))
	}
	return s, nil
}

// framed returns the sheet in a frame.
func (s sheet) framed() string {
	var b strings.Builder
	edge := "+" + strings.Repeat("-", s.width+2) + "+\n"
	b.WriteString(edge)
	for _, line := range s.lines {
		rest := strings.Repeat(" ", s.width-utf8.RuneCountInString(line))
		b.WriteString("| " + line + rest + " |\n")
	}
	b.WriteString(edge)
	return b.String()
}

// String returns what the sheet is called in drawings.
func (s sheet) String() string {
	if s.title == "" {
		return "no sheet"
	}
	return "a sheet, " + s.title
}
