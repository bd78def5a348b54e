package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// drawl returns a poem as it should be read aloud: nothing is contracted, and every vowel takes its
// time. It knows the letters of English. If there is another in the poem, the error is a
// [*LetterError].
func drawl(poem string) (string, error) {
	var slow strings.Builder
	for _, letter := range contracted.ReplaceAllStringFunc(poem, spellOut) {
		if letter > unicode.MaxASCII && unicode.IsLetter(letter) {
			return "", &LetterError{letter, poem}
		}
		slow.WriteRune(letter)
		if vowel := unicode.ToLower(letter); strings.ContainsRune("aeiou", vowel) {
			slow.WriteRune(vowel)
		}
	}
	return slow.String(), nil
}

// A LetterError is a letter that drawl does not know.
type LetterError struct {
	Letter rune
	Poem   string // in which it stands
}

func (e *LetterError) Error() string { return fmt.Sprintf("how does one drawl %q?", e.Letter) }

// contracted is what a word with an apostrophe looks like.
var contracted = regexp.MustCompile(`[A-Za-z]+'[a-z]+`)

// spellOut returns in full what word is short for, with its first letter as it was.
func spellOut(word string) string {
	full := contractions[strings.ToLower(word)]
	return word[:1] + full[1:]
}

var contractions = map[string]string{
	"can't": "cannot", "don't": "do not", "it's": "it is", "she's": "she is", "that's": "that is",
}
