package transform

import (
	"fmt"
	"strings"
	"unicode"
)

// Engines returns the engines of the book, by name:
//
//	lower     has no capitals
//	drawl     doubles every vowel, and refuses letters that are not English
//	acrostic  reads down the first letters of the lines; broken, on purpose
func Engines() map[string]Engine {
	return map[string]Engine{"lower": lower, "drawl": drawl, "acrostic": acrostic}
}

// lower returns the poem in small letters.
func lower(poem string) (string, error) { return strings.ToLower(poem), nil }

// drawl returns the poem with every vowel doubled. Chapter 10's engine knows contractions too.
func drawl(poem string) (string, error) {
	var slow strings.Builder
	for _, letter := range poem {
		if letter > unicode.MaxASCII && unicode.IsLetter(letter) {
			return "", fmt.Errorf("how does one drawl %q?", letter)
		}
		slow.WriteRune(letter)
		if vowel := unicode.ToLower(letter); strings.ContainsRune("aeiou", vowel) {
			slow.WriteRune(vowel)
		}
	}
	return slow.String(), nil
}

// acrostic returns the first letters of the lines, one after another. It has forgotten that
// stanzas have a line between them with no letter at all, and panics at the first.
func acrostic(poem string) (string, error) {
	var first []rune
	for _, line := range strings.Split(strings.TrimSuffix(poem, "\n"), "\n") {
		letters := []rune(line)
		first = append(first, letters[0])
	}
	return string(first), nil
}
