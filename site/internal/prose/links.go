// Package prose checks what stands between a chapter's blocks: links, figures, terms, words.
//
//	for _, p := range prose.Links(c, chapters) {
//		fmt.Println(p)
//	}
//
// The one rule: a chapter works wherever Markdown is read, so every link and every figure is a
// relative path to a file that is there.
package prose

import (
	"bytes"
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// Links checks the links of c, which may lead to any of the chapters of the book.
func Links(c *chapter.Chapter, all []*chapter.Chapter) []chapter.Problem {
	var problems []chapter.Problem
	for _, link := range c.Links {
		if link.Image {
			continue
		}
		if strings.TrimSpace(link.Text) == "" && !isCodeOrPicture(c, link) {
			problems = append(problems, c.Problem(link.Line, "the link to %s has no text", link.Target))
		}
		if err := follow(c, all, link.Target); err != nil {
			problems = append(problems, c.Problem(link.Line, "broken link %s: %v", link.Target, err))
		}
	}
	return problems
}

// isCodeOrPicture reports whether the link's text is code or a picture, which have no plain text.
func isCodeOrPicture(c *chapter.Chapter, link chapter.Link) bool {
	rest := c.Source[link.Start:]
	return bytes.HasPrefix(rest, []byte("[`")) || bytes.HasPrefix(rest, []byte("[!["))
}

var absolute = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:`)

// The site has pages for what is shown and not hidden: see the mounts of hugo.toml.
var (
	shown  = regexp.MustCompile(`^(?:chapters|code)/.*\.go$`)
	hidden = regexp.MustCompile(`/solution/|^chapters/.*/exercises/.*_test\.go$|^code/.*/testdata/`)
)

// follow looks whether the target of a link is there.
func follow(c *chapter.Chapter, all []*chapter.Chapter, target string) error {
	if absolute.MatchString(target) {
		return nil // out in the world
	}
	file, anchor, err := resolve(c, target)
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(c.Root, filepath.FromSlash(file)))
	switch {
	case os.IsNotExist(err):
		return errors.New("there is no file " + file)
	case err != nil:
		return err
	case info.IsDir():
		return errors.New(file + " is a folder: link to a file in it")
	}
	if path.Base(path.Dir(file)) == "figures" && path.Ext(file) == ".svg" {
		return followFigure(all, file)
	}
	i := slices.IndexFunc(all, func(c *chapter.Chapter) bool { return c.File() == file })
	isSource := shown.MatchString(file) && !hidden.MatchString(file)
	switch {
	case i < 0 && !isSource:
		return errors.New("the site has pages for chapters and their Go files, and for those of code/: there is none for this")
	case anchor == "":
		return nil
	case isSource:
		return followLine(c.Root, file, anchor)
	}
	return followHeading(all[i], anchor)
}

// resolve returns the file that a relative target names, from the root, and the anchor in it.
func resolve(c *chapter.Chapter, target string) (file, anchor string, err error) {
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return "", "", errors.New("it is no URL")
	case u.Host != "" || strings.HasPrefix(u.Path, "/"):
		return "", "", errors.New("write it as a path from this chapter's folder, so that it works in any viewer")
	case u.Path == "":
		return c.File(), u.Fragment, nil
	}
	file = path.Join(c.Folder, u.Path)
	if file == ".." || strings.HasPrefix(file, "../") {
		return "", "", errors.New("it leads out of the repository")
	}
	return file, u.Fragment, nil
}

func followFigure(all []*chapter.Chapter, file string) error {
	for _, c := range all {
		for _, link := range c.Links {
			if link.Image && path.Join(c.Folder, link.Target) == file {
				return nil
			}
		}
	}
	return errors.New("no chapter shows that figure, so it has no number")
}

func followHeading(c *chapter.Chapter, anchor string) error {
	var anchors []string
	for _, heading := range c.Headings {
		if heading.Anchor == anchor {
			return nil
		}
		anchors = append(anchors, "#"+heading.Anchor)
	}
	return errors.New("no heading of " + c.File() + " has that anchor: there are " + strings.Join(anchors, " "))
}

var lineAnchor = regexp.MustCompile(`^L(\d+)(?:-L\d+)?$`)

// followLine looks whether a Go file has the line. Names would be nicer, but no viewer knows these.
func followLine(root, file, anchor string) error {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return err
	}
	match := lineAnchor.FindStringSubmatch(anchor)
	if match == nil {
		return errors.New("a part of a Go file is a line, as in #L12")
	}
	n, err := strconv.Atoi(match[1])
	if last := bytes.Count(source, []byte("\n")); err != nil || n < 1 || n > last {
		return errors.New("the file ends at line " + strconv.Itoa(last))
	}
	return nil
}
