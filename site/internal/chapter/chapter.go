// Package chapter reads the chapters of the book: where they are, what their index.md holds, and
// at which bytes, so that a part of it can be replaced and the rest left alone.
//
//	root, err := chapter.Root(".")
//	chapters, problems := chapter.All(root)
//	for _, c := range chapters {
//		for _, fence := range c.Fences {
//			fmt.Println(c.File(), fence.Line, fence.Lang)
//		}
//	}
//
// The one rule: this package alone reads the Markdown. It decides what is a fence, a link or a
// heading, and numbers and counts them; the site takes all that from [Chapter.Page].
package chapter

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A Chapter is one index.md, taken apart. It does not change after [Parse].
type Chapter struct {
	Root   string // the repository, as an absolute path of this machine
	Folder string // from Root, with slashes: "chapters/02-slow-poetry"
	Number int    // 2
	Source []byte // of index.md, as it was read

	Front    Front
	Fences   []Fence
	Links    []Link // and images, in the order of the text
	Headings []Heading
	Terms    []Term
	Alerts   []Alert
	Prose    []byte // as long as Source, with everything that is no prose made blank

	running []run // text without a look of its own

	lines []int // where each line of Source starts
	body  int   // where the text after the front matter starts
}

// A Link is a link or an image.
type Link struct {
	Line   int
	Start  int
	Target string // as written: "figures/loop.svg", "../01-waiting/index.md#blocking"
	Title  string
	Text   string // the link's text, or the image's alternative text
	Image  bool
	Inline bool // something else stands in its paragraph
}

// A Heading is a heading, with the anchor that the site (and GitHub) gives it.
type Heading struct {
	Line   int
	Start  int
	End    int // of the last line of its text
	Level  int
	Text   string
	Anchor string
}

// A Term is a stretch of text in *italics*.
type Term struct {
	Line int
	Text string
}

// An Alert is a quotation that starts with [!KIND].
type Alert struct {
	Line  int
	Start int
	Kind  string // "TIP"
}

// A Problem is something wrong in a file of the book, in one line.
type Problem struct {
	File   string // from the root, with slashes
	Line   int    // 0 when the whole file is meant
	Column int    // 0 when the whole line is meant
	Text   string
	Diff   string // what differs, as a unified diff; may be empty
}

func (p Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	}
	if p.Column > 0 {
		return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// File returns the path of the chapter's text from the root, with slashes.
func (c *Chapter) File() string { return path.Join(c.Folder, "index.md") }

// Dir returns the chapter's folder as an absolute path of this machine.
func (c *Chapter) Dir() string { return filepath.Join(c.Root, filepath.FromSlash(c.Folder)) }

// Problem returns a problem at a line of the chapter's text.
func (c *Chapter) Problem(line int, format string, args ...any) Problem {
	return Problem{File: c.File(), Line: line, Text: fmt.Sprintf(format, args...)}
}

// LineAt returns the number of the line that holds the byte at offset.
func (c *Chapter) LineAt(offset int) int {
	return sort.SearchInts(c.lines, offset+1)
}

// Root returns the repository that dir is in: the nearest folder, dir or one above it, that has
// the module slowpoetry and its chapters.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if text, err := os.ReadFile(filepath.Join(at, "go.mod")); err == nil && ours.Match(text) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is not inside the book's repository (no go.mod of module slowpoetry above it)", dir)
		}
	}
}

var ours = regexp.MustCompile(`(?m)^module\s+"?slowpoetry"?\s*$`)

// folderName is what a chapter's folder is called.
var folderName = regexp.MustCompile(`^(\d\d)-[a-z0-9]+(-[a-z0-9]+)*$`)

// All reads every chapter of the repository at root, in their order. What cannot be read is among
// the problems, and not among the chapters.
func All(root string) ([]*Chapter, []Problem) {
	entries, err := os.ReadDir(filepath.Join(root, "chapters"))
	if err != nil {
		return nil, []Problem{{File: "chapters", Text: err.Error()}}
	}
	var chapters []*Chapter
	var problems []Problem
	numbers := map[int]string{}
	for _, entry := range entries {
		if !entry.IsDir() || entry.Name()[0] == '.' {
			continue
		}
		folder := path.Join("chapters", entry.Name())
		match := folderName.FindStringSubmatch(entry.Name())
		if match == nil {
			problems = append(problems, Problem{File: folder, Text: "a chapter's folder is called NN-slug, in lower case, like 02-slow-poetry"})
			continue
		}
		number, _ := strconv.Atoi(match[1])
		if other, taken := numbers[number]; taken {
			problems = append(problems, Problem{File: folder, Text: fmt.Sprintf("%s is number %s too: rename one of them", other, match[1])})
		}
		numbers[number] = folder
		c, err := Load(root, folder)
		if problem := (Problem{}); errors.As(err, &problem) {
			problems = append(problems, problem)
			continue
		}
		chapters = append(chapters, c)
	}
	return chapters, problems
}

// Load reads the chapter in folder, a path from root with slashes. Its error is a [Problem].
func Load(root, folder string) (*Chapter, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(folder), "index.md"))
	switch {
	case os.IsNotExist(err):
		return nil, Problem{File: folder, Text: "has no index.md: write one, or remove the folder"}
	case err != nil:
		return nil, Problem{File: path.Join(folder, "index.md"), Text: err.Error()}
	}
	return Parse(root, folder, source)
}

// Select returns the chapters that names name: by number ("2", "02"), by folder name
// ("02-slow-poetry") or by path. No names select them all.
func Select(chapters []*Chapter, names []string) ([]*Chapter, error) {
	if len(names) == 0 {
		return chapters, nil
	}
	var chosen []*Chapter
	for _, name := range names {
		i := slices.IndexFunc(chapters, func(c *Chapter) bool { return Called(c.Folder, name) })
		if i < 0 {
			return nil, fmt.Errorf("there is no chapter %q", name)
		}
		if !slices.Contains(chosen, chapters[i]) {
			chosen = append(chosen, chapters[i])
		}
	}
	return chosen, nil
}

// Called reports whether name means the chapter in folder: "2", "02", "02-slow-poetry", or a path
// that ends so.
func Called(folder, name string) bool {
	folder = path.Base(folder)
	if n, err := strconv.Atoi(name); err == nil {
		number, _, _ := strings.Cut(folder, "-")
		m, err := strconv.Atoi(number)
		return err == nil && n == m
	}
	return path.Base(filepath.ToSlash(filepath.Clean(name))) == folder
}
