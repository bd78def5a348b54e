// Package listing fills the listings of a chapter from the source they name.
//
//	```go {src="get_async.go#download:loop" line=42}
//
// stands for the part called loop of the function download in get_async.go, which begins at line
// 42 of that file. The body and the number are written here; the author writes the rest.
//
// The one rule: a name is looked up in the file's syntax tree, never by pattern.
package listing

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// maxLines is how long a listing may be before its reader gets lost.
const maxLines = 30

// A Target is what the src of a listing names.
type Target struct {
	File   string // from the root, with slashes
	Name   string // "Recite", "Poem.Title", or "" for the whole file
	Region string // or ""
}

// ParseTarget reads the src of a listing in the chapter folder.
func ParseTarget(folder, src string) (Target, error) {
	file, name, named := strings.Cut(src, "#")
	var t Target
	if named {
		t.Name, t.Region, _ = strings.Cut(name, ":")
	} else {
		file, t.Region, _ = strings.Cut(file, ":")
	}
	if file == "" || named && name == "" || strings.HasSuffix(src, ":") {
		return t, fmt.Errorf("src=%q names nothing: write FILE, FILE#Name or FILE#Name:region", src)
	}
	if rest, fromRoot := strings.CutPrefix(file, "/"); fromRoot {
		t.File = path.Clean(rest)
	} else {
		t.File = path.Join(folder, file)
	}
	if t.File == ".." || strings.HasPrefix(t.File, "../") {
		return t, fmt.Errorf("src=%q is outside the repository", src)
	}
	return t, nil
}

// IsListing reports whether the fence has its body from a file.
func IsListing(f chapter.Fence) bool { _, ok := f.Attrs["src"]; return ok }

// Sync returns the edits that make the listings of c what their sources say, and what is wrong
// with those it cannot fill.
func Sync(c *chapter.Chapter) (edits []chapter.Edit, problems []chapter.Problem) {
	for _, f := range c.Fences {
		if !IsListing(f) {
			continue
		}
		_, part, err := Resolve(c, f)
		if err != nil {
			problems = append(problems, c.Problem(f.Line, "%v", err))
			continue
		}
		if n := strings.Count(part.Text, "\n"); n > maxLines && f.Attrs["long"] != "true" {
			problems = append(problems, c.Problem(f.Line, "the listing %s has %d lines, and %d is the most: show a :region of it, or say long=true",
				f.Attrs["src"], n, maxLines))
			continue
		}
		line := ""
		if part.Line > 0 {
			line = strconv.Itoa(part.Line)
		}
		edit := c.Edit(f, f.WithAttr("line", line), part.Text, "listing "+f.Attrs["src"], "is not what its source says")
		if edit != nil {
			edits = append(edits, *edit)
		}
	}
	return edits, problems
}

// Resolve finds what the listing f of c shows.
func Resolve(c *chapter.Chapter, f chapter.Fence) (Target, Part, error) {
	if unknown := f.Attrs.Unknown("src", "line", "long", "doc", "page"); len(unknown) > 0 {
		return Target{}, Part{}, fmt.Errorf("a listing has no attribute %s: there are src, line, long, doc and page", strings.Join(unknown, ", "))
	}
	target, err := ParseTarget(c.Folder, f.Attrs["src"])
	if err != nil {
		return Target{}, Part{}, err
	}
	source, err := os.ReadFile(filepath.Join(c.Root, filepath.FromSlash(target.File)))
	if os.IsNotExist(err) {
		return Target{}, Part{}, fmt.Errorf("the listing's file %s does not exist", target.File)
	}
	if err != nil {
		return Target{}, Part{}, err
	}
	part, err := Extract(source, target, f.Attrs["doc"] != "false")
	if at, what := chapter.Unseen(part.Text); err == nil && at >= 0 {
		line, column := chapter.Place(part.Text, at)
		err = fmt.Errorf("%s:%d:%d: what the listing shows has %s", target.File, part.First+line-1, column, what)
	}
	return target, part, err
}
