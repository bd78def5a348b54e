package prose

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// Figures checks that the figures of c are there, are described, and are all shown.
func Figures(c *chapter.Chapter) []chapter.Problem {
	var problems []chapter.Problem
	complain := func(link chapter.Link, format string, args ...any) {
		problems = append(problems, c.Problem(link.Line, "figure "+link.Target+" "+format, args...))
	}
	shown := map[string]int{} // file to line
	for _, link := range c.Links {
		if !link.Image {
			continue
		}
		file, _, err := resolve(c, link.Target)
		switch {
		case absolute.MatchString(link.Target):
			complain(link, "is somebody else's: keep it in figures/")
			continue
		case err != nil:
			complain(link, "cannot be: %v", err)
			continue
		case path.Dir(file) != path.Join(c.Folder, "figures"):
			complain(link, "is not in the chapter's figures/")
		case shown[file] > 0:
			complain(link, "is shown in line %d already: link to it, [the figure](%s)", shown[file], link.Target)
		}
		shown[file] = link.Line
		if _, err := os.Stat(filepath.Join(c.Root, filepath.FromSlash(file))); err != nil {
			complain(link, "does not exist: draw it in figures_test.go, and then run `go tool book sync`")
		}
		if strings.TrimSpace(link.Text) == "" {
			complain(link, "has no alternative text: say in [brackets] what it shows")
		}
		if strings.TrimSpace(link.Title) == "" {
			complain(link, `has no caption: say what to see in it, ![...](%s "Caption.")`, link.Target)
		}
		if link.Inline {
			complain(link, "needs a paragraph to itself")
		}
	}
	entries, err := os.ReadDir(filepath.Join(c.Dir(), "figures"))
	if err != nil && !os.IsNotExist(err) {
		problems = append(problems, c.Problem(0, "%v", err))
	}
	for _, entry := range entries {
		file := path.Join(c.Folder, "figures", entry.Name())
		if shown[file] == 0 && entry.Name()[0] != '.' {
			problems = append(problems, chapter.Problem{File: file, Text: "no figure of " + c.File() + " shows this: show it, or remove it"})
		}
	}
	return problems
}
