package chapter

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// A Figure is an image that stands alone in its paragraph.
type Figure struct {
	File    string `json:"file"`    // from the chapter's folder: "figures/loop.svg"
	Number  string `json:"number"`  // "2.3"
	Caption string `json:"caption"` // Markdown
}

// Figures returns the figures of c, in the order of the text. Each file counts once.
func (c *Chapter) Figures() []Figure {
	figures := []Figure{}
	seen := map[string]bool{}
	for _, link := range c.Links {
		file := path.Clean(link.Target)
		if link.Image && !link.Inline && !seen[file] {
			seen[file] = true
			figures = append(figures, Figure{file, fmt.Sprintf("%d.%d", c.Number, len(figures)+1), link.Title})
		}
	}
	return figures
}

// An Exercise is a section of the third level in the one called Exercises.
type Exercise struct {
	Number string `json:"number"` // "2.1"
	Index  int    `json:"index"`  // 1
	Title  string `json:"title"`
	Anchor string `json:"anchor"`

	Line, Start, End int `json:"-"` // of the section
}

// Exercises returns the exercises of c, in the order of the text.
func (c *Chapter) Exercises() []Exercise {
	exercises := []Exercise{}
	inside, open := false, false
	for _, h := range c.Headings {
		if open && h.Level <= 3 {
			exercises[len(exercises)-1].End, open = h.Start, false
		}
		if h.Level <= 2 {
			inside = h.Level == 2 && strings.EqualFold(h.Text, "Exercises")
		}
		if inside && h.Level == 3 {
			n := len(exercises) + 1
			exercises = append(exercises, Exercise{fmt.Sprintf("%d.%d", c.Number, n), n, h.Text, h.Anchor, h.Line, h.Start, len(c.Source)})
			open = true
		}
	}
	return exercises
}

// Questions returns how many quizzes c has.
func (c *Chapter) Questions() int {
	n := 0
	for _, f := range c.Fences {
		if f.Lang == "quiz" {
			n++
		}
	}
	return n
}

// Shows returns the files that c has listings of, from the root with slashes, in the order of the text. Each
// counts once.
func (c *Chapter) Shows() []string {
	files := []string{}
	for _, f := range c.Fences {
		name, _, _ := strings.Cut(f.Attrs["src"], "#")
		name, _, _ = strings.Cut(name, ":") // FILE:REGION
		if name == "" {
			continue
		}
		if rest, fromRoot := strings.CutPrefix(name, "/"); fromRoot {
			name = rest
		} else {
			name = path.Join(c.Folder, name)
		}
		if !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	return files
}
