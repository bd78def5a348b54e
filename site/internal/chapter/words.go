package chapter

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// A Word is a place in the text that uses a term which an earlier chapter has defined.
type Word struct {
	Start, End int // in Source
	Term       string
}

// everyday are terms that are ordinary words of English as well. Only behind a determiner is such a word taken for the
// term: "a turn" is one, "in turn" is not.
var everyday = []string{
	"turn", "trigger", "registration", "chain", "stage", "service", "seed", "member", "pool", "pattern", "monitor",
	"future", "proxy", "transport", "plugin", "factory", "descriptor", "producer", "thread", "scheduler",
}

// never are terms that later chapters use in another sense more often than not: a message of an error, a process of the
// system, the lane of a drawing.
var never = []string{"fire", "trap", "accept", "cancel", "link", "lag", "message", "process", "request", "heap", "lane"}

var determiner = regexp.MustCompile(`(?i)\b(?:an?|the|one|each|every|this|another|no|same|of|whole|first|second|next|single|new|two|three|many|all|these|those|some|more|inner|outer)\s+$`)

// Words returns where c uses terms that chapters before it have defined: each for the first time in a section, in
// running text. Names in code, headings, emphasis and links stay as they are.
func (c *Chapter) Words(terms []string) []Word {
	var sought []string
	for _, term := range terms {
		if !slices.Contains(never, term) && !slices.ContainsFunc(c.Front.Terms, func(own string) bool { return strings.EqualFold(own, term) }) {
			sought = append(sought, term)
		}
	}
	if len(sought) == 0 {
		return nil
	}
	slices.SortFunc(sought, func(a, b string) int { return len(b) - len(a) }) // "outer Deferred" before "Deferred"
	names := map[string]string{}
	patterns := make([]string, len(sought))
	for i, term := range sought {
		first, size := utf8.DecodeRuneInString(term)
		patterns[i] = "[" + string(unicode.ToUpper(first)) + string(first) + "]" + strings.ReplaceAll(regexp.QuoteMeta(term[size:]), " ", `\s`)
		names[strings.ToLower(term)] = term
	}
	term := regexp.MustCompile(`\b(` + strings.Join(patterns, "|") + `)s?\b`)

	var words []Word
	seen := map[string]int{} // the section in which each was met last
	for _, run := range c.running {
		text := string(c.Source[run.start:run.end])
		for _, at := range term.FindAllStringSubmatchIndex(text, -1) {
			name := names[strings.ToLower(strings.Join(strings.Fields(text[at[2]:at[3]]), " "))]
			if name == "" || !alone(text, at[0], at[1]) || slices.Contains(everyday, name) && !determiner.MatchString(text[:at[0]]) {
				continue
			}
			if unicode.IsUpper(rune(name[0])) && !unicode.IsUpper(rune(text[at[0]])) {
				continue // "deferred" is an adjective
			}
			section := c.section(run.start + at[0])
			if last, met := seen[name]; met && last == section {
				continue
			}
			seen[name] = section
			words = append(words, Word{run.start + at[0], run.start + at[1], name})
		}
	}
	slices.SortFunc(words, func(a, b Word) int { return a.Start - b.Start })
	return words
}

// section returns which section of the second level holds the byte at offset.
func (c *Chapter) section(offset int) int {
	n := 0
	for _, h := range c.Headings {
		if h.Level <= 2 && h.Start < offset {
			n++
		}
	}
	return n
}

// alone reports whether text[start:end] is no part of a longer word, as "blocking" is of "non-blocking".
func alone(text string, start, end int) bool {
	const joints = "-‑/._@#"
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, size := utf8.DecodeRuneInString(text[end:])
	if strings.ContainsRune(joints, before) && start > 0 || strings.ContainsRune("-‑/_(", after) && end < len(text) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[min(end+size, len(text)):])
	return after != '.' || !unicode.IsLetter(next)
}

// A run is a stretch of running text.
type run struct{ start, end int }

// runs notes a text as running text, unless it is in something that has a look, or a target, of its own.
func (r *reader) runs(n *ast.Text) {
	for up := n.Parent(); up != nil; up = up.Parent() {
		switch up.Kind() {
		case ast.KindLink, ast.KindImage, ast.KindHeading, ast.KindEmphasis, ast.KindCodeSpan:
			return
		}
	}
	start, end := n.Segment.Start, n.Segment.Stop
	if len(r.running) > 0 {
		last := &r.running[len(r.running)-1]
		if gap := string(r.source[last.end:max(start, last.end)]); start >= last.end && (gap == "" || gap == "\n") && n.PreviousSibling() != nil && n.PreviousSibling().Kind() == ast.KindText {
			last.end = end
			return
		}
	}
	r.running = append(r.running, run{start, end})
}
