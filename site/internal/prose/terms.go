package prose

import (
	"strings"

	"slowpoetry/site/internal/chapter"
)

// Terms checks that c sets each of its terms in italics somewhere, and that no chapter before it
// has defined them.
func Terms(c *chapter.Chapter, all []*chapter.Chapter) []chapter.Problem {
	var problems []chapter.Problem
	line := c.Front.Line("terms")
	set := map[string]bool{}
	near := map[string]string{}
	for _, t := range c.Terms {
		set[t.Text] = true
		near[strings.ToLower(t.Text)] = t.Text
	}
	for _, term := range c.Front.Terms {
		if !set[term] {
			hint := ""
			if other, ok := near[strings.ToLower(term)]; ok {
				hint = ", only *" + other + "*"
			}
			problems = append(problems, c.Problem(line, "the term %q is nowhere set in italics, as *%[1]s*%s", term, hint))
		}
		for _, other := range all {
			if other.Number >= c.Number {
				continue
			}
			for _, theirs := range other.Front.Terms {
				if strings.EqualFold(theirs, term) {
					problems = append(problems, c.Problem(line, "the term %q is defined in %s already", term, other.Folder))
				}
			}
		}
	}
	return problems
}
