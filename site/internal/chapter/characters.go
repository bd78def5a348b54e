package chapter

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Unseen finds the first byte of a text that is part of no character, or the first character that
// no reader sees: a control, a direction mark, a separator of lines that is no newline. Tabs and
// newlines are seen. It returns -1 when there is nothing to find.
func Unseen[T ~string | ~[]byte](text T) (at int, what string) {
	s := string(text)
	for i, r := range s {
		if _, size := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
			return i, fmt.Sprintf("the byte %#x, which is not UTF-8", s[i])
		}
		switch {
		case r == '\n' || r == '\t':
		case r == '\r':
			return i, "a carriage return: end lines with a newline alone"
		case i == 0 && r == '\ufeff':
			return i, "a byte order mark (U+FEFF): save the file as UTF-8 without one"
		case r == '\ufe0e' || r == '\ufe0f': // which make a sign text or a picture
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector,
			unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point):
			return i, fmt.Sprintf("the invisible character %U", r)
		}
	}
	return -1, ""
}

// Place returns the line and the column, in characters, of a byte of a text.
func Place[T ~string | ~[]byte](text T, at int) (line, column int) {
	line, column = 1, 1
	for _, r := range string(text[:at]) {
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}
