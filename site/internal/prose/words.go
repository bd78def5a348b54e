package prose

import (
	"regexp"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// forbidden are the words that give away a text nobody cared about (prose-and-figures.md), with
// their inflections.
var forbidden = regexp.MustCompile(`(?i)\b(` + strings.ReplaceAll(strings.Join([]string{
	`delv(?:e|es|ed|ing)`,
	`div(?:e|es|ed|ing) into`,
	`let[’']s explore`,
	`in this chapter,? we will`,
	`it is important to note`,
	`in conclusion`,
	`powerful(?:ly)?`,
	`seamless(?:ly)?`,
	`robust(?:ly|ness)?`,
	`leverag(?:e|es|ed|ing)`,
	`under the hood`,
	`simply`,
	`just`,
	`obviously`,
}, "|"), " ", `\s+`) + `)\b`)

// Words finds the words that are not in this book.
func Words(c *chapter.Chapter) []chapter.Problem {
	var problems []chapter.Problem
	for _, at := range forbidden.FindAllIndex(c.Prose, -1) {
		word := strings.Join(strings.Fields(string(c.Prose[at[0]:at[1]])), " ")
		problems = append(problems, c.Problem(c.LineAt(at[0]), "%q is not a word of this book: say it otherwise, or leave it out", word))
	}
	return problems
}
