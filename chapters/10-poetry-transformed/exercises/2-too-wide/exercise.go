// Package exercise is about a failure on the far side of a change of type.
package exercise

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"slowpoetry/code/deferred"
)

// A Sheet is a poem in lines.
type Sheet []string

// Typeset makes a sheet of a poem, on paper of so many columns. If a line is longer, the error is a
// *TooWideError.
func Typeset(poem string, columns int) (Sheet, error) {
	lines := strings.Split(poem, "\n")
	for _, line := range lines {
		if utf8.RuneCountInString(line) > columns {
			return nil, &TooWideError{line, columns}
		}
	}
	return lines, nil
}

// A TooWideError is a line that has no room.
type TooWideError struct {
	Line    string
	Columns int
}

func (e *TooWideError) Error() string {
	return fmt.Sprintf("%q has no room in %d columns", e.Line, e.Columns)
}

// Fold makes a sheet of a poem, and breaks the lines that are too long. It is the last resort: no
// poet likes it.
func Fold(poem string, columns int) Sheet {
	var sheet Sheet
	for line := range strings.SplitSeq(poem, "\n") {
		letters := []rune(line)
		for len(letters) > columns {
			sheet = append(sheet, string(letters[:columns]))
			letters = letters[columns:]
		}
		sheet = append(sheet, string(letters))
	}
	return sheet
}

// Print returns a Deferred that will have the poem of d as a sheet: set by Typeset, or if it is too
// wide for that, folded. No other error is handled, not even a *TooWideError that d had before.
func Print(d *deferred.Deferred[string], columns int) *deferred.Deferred[Sheet] {
	// This does not fold.
	return deferred.Then(d, func(poem string) (Sheet, error) { return Typeset(poem, columns) })
}
