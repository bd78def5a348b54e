package chapter

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Front is what a chapter says about itself before it begins.
type Front struct {
	Title       string   `yaml:"title"`
	Description string   `yaml:"description"` // one line
	Part        string   `yaml:"part"`        // "I · The loop"
	Terms       []string `yaml:"terms"`       // that the chapter defines

	// Definitions has what the glossary says of those terms whose sentence leans on the text around it.
	Definitions map[string]string `yaml:"definitions"`

	lines map[string]int // where each key stands
}

// Line returns the line of the key in the chapter's front matter, or 1 when it is not there.
func (f Front) Line(key string) int { return max(f.lines[key], 1) }

// Has reports whether the front matter has the key.
func (f Front) Has(key string) bool { return f.lines[key] > 0 }

var (
	frontMatter = regexp.MustCompile(`\A---\n((?s:.*?)\n)??---[ \t]*(\n|\z)`)
	frontKey    = regexp.MustCompile(`^([A-Za-z_]+)[ \t]*:`)
	frontProse  = regexp.MustCompile(`(?m)^(title|description)[ \t]*:.*$`)
)

// readFront reads the front matter, and returns where the text after it begins.
func (c *Chapter) readFront() (body int, err error) {
	match := frontMatter.FindSubmatchIndex(c.Source)
	if match == nil {
		return 0, c.Problem(1, "has no front matter: start the file with ---, title:, description:, part:, terms: and ---")
	}
	if match[2] >= 0 {
		if err := yaml.Unmarshal(c.Source[match[2]:match[3]], &c.Front); err != nil {
			first, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
			return 0, c.Problem(1, "the front matter is no YAML: %s", first)
		}
	}
	if unknown := unknownKeys(c.Source[max(match[2], 0):max(match[3], 0)]); len(unknown) > 0 {
		line := 1
		for i, text := range bytes.Split(c.Source[:match[1]], []byte("\n")) {
			if bytes.HasPrefix(bytes.TrimLeft(text, `"' ?{`), []byte(unknown[0])) {
				line = i + 1
				break
			}
		}
		return 0, c.Problem(line, "the front matter has %s, which means nothing here: there are title, description, part, terms and definitions", unknown[0])
	}
	c.Front.lines = map[string]int{}
	for i, line := range bytes.Split(c.Source[:match[1]], []byte("\n")) {
		if key := frontKey.FindSubmatch(line); key != nil {
			c.Front.lines[string(key[1])] = i + 1
		}
	}
	return match[1], nil
}

// unknownKeys returns the keys of the front matter that [Front] does not have.
func unknownKeys(front []byte) (unknown []string) {
	var keys yaml.MapSlice
	if yaml.Unmarshal(front, &keys) != nil {
		return nil // which has been said
	}
	for _, item := range keys {
		if key := fmt.Sprint(item.Key); !slices.Contains([]string{"title", "description", "part", "terms", "definitions"}, key) {
			unknown = append(unknown, key)
		}
	}
	return unknown
}

// keepFront lets title and description count as prose.
func (c *Chapter) keepFront(body int) {
	for _, at := range frontProse.FindAllIndex(c.Source[:body], -1) {
		c.keep(at[0], at[1])
	}
}

// Missing returns what the front matter should say and does not, as problems.
func (c *Chapter) Missing() []Problem {
	var problems []Problem
	complain := func(key, want string) {
		problems = append(problems, c.Problem(c.Front.Line(key), "the front matter wants %s: %s", key, want))
	}
	for _, field := range []struct{ key, value, want string }{
		{"title", c.Front.Title, "the chapter's title"},
		{"description", c.Front.Description, "one line that says what the reader gets"},
		{"part", c.Front.Part, `the part of the book, as in "I · The loop"`},
	} {
		if strings.TrimSpace(field.value) == "" || strings.Contains(field.value, "\n") {
			complain(field.key, field.want)
		}
	}
	if !c.Front.Has("terms") {
		complain("terms", "a list of the terms that the chapter defines, may be []")
	}
	for _, term := range slices.Sorted(maps.Keys(c.Front.Definitions)) {
		if !slices.Contains(c.Front.Terms, term) {
			complain("definitions", fmt.Sprintf("no %q, which is not among the terms", term))
		} else if !strings.HasSuffix(c.Front.Definitions[term], ".") {
			complain("definitions", fmt.Sprintf("a sentence for %q, with a full stop", term))
		}
	}
	seen := map[string]bool{}
	for _, term := range c.Front.Terms {
		if key := strings.ToLower(term); seen[key] {
			complain("terms", fmt.Sprintf("%q once only", term))
		} else {
			seen[key] = true
		}
	}
	return problems
}
