// Package exercise tries the exercises of a chapter: the starter must fail, in the way that tells
// the reader what to do, and the solution must pass in its place.
//
//	exercises, problems := exercise.Find(c)
//	problems = append(problems, exercise.Try(ctx, exercises)...)
//
// The one rule: the solution is tested by the same test in the same folder; an overlay of the go
// command puts it where the starter is, and no file moves.
package exercise

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"slowpoetry/site/internal/chapter"
)

// An Exercise is a folder with something for the reader to do.
type Exercise struct {
	Chapter *chapter.Chapter
	Folder  string // from the root, with slashes
	Line    int    // of its section in the chapter's text
}

var folderName = regexp.MustCompile(`^([1-9]\d*)-[a-z0-9]+(-[a-z0-9]+)*$`)

// Find returns the exercises of c that are complete, by folder and section, and what is wrong with
// the others.
func Find(c *chapter.Chapter) ([]Exercise, []chapter.Problem) {
	sections, problems := sections(c)
	entries, err := os.ReadDir(filepath.Join(c.Dir(), "exercises"))
	if err != nil && !os.IsNotExist(err) {
		return nil, append(problems, c.Problem(0, "%v", err))
	}
	var found []Exercise
	for _, entry := range entries {
		if entry.Name()[0] == '.' {
			continue
		}
		folder := path.Join(c.Folder, "exercises", entry.Name())
		complain := func(text string) {
			problems = append(problems, chapter.Problem{File: folder, Text: text})
		}
		match := folderName.FindStringSubmatch(entry.Name())
		if !entry.IsDir() || match == nil {
			complain("an exercise is a folder called N-slug, like 1-by-hand")
			continue
		}
		complete := true
		for _, file := range []string{"exercise.go", "exercise_test.go", "solution/exercise.go"} {
			if _, err := os.Stat(filepath.Join(c.Root, filepath.FromSlash(folder), filepath.FromSlash(file))); err != nil {
				complain("the exercise has no " + file)
				complete = false
			}
		}
		at := slices.IndexFunc(sections, func(s section) bool { return s.folder == entry.Name() })
		if at < 0 {
			complain("no section under ## Exercises in " + c.File() + " links to it: [exercises/" + entry.Name() + "](exercises/" + entry.Name() + "/exercise.go)")
			continue
		}
		if match[1] != strconv.Itoa(at+1) {
			complain("is number " + strconv.Itoa(at+1) + " in the text: rename the folder, or move its section")
		}
		if complete {
			found = append(found, Exercise{c, folder, sections[at].Line})
		}
	}
	for _, s := range sections {
		if s.folder != "" && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == s.folder }) {
			problems = append(problems, c.Problem(s.Line, "the exercise %q has no folder exercises/%s", s.Title, s.folder))
		}
	}
	return found, problems
}

// A section is the part of the text that sets one exercise.
type section struct {
	chapter.Exercise
	folder string // "1-by-hand"; "" when it links to none
}

var exerciseLink = regexp.MustCompile(`^exercises/([^/]+)/(exercise\.go)?$`)

// sections returns the sections of c that set exercises, in their order.
func sections(c *chapter.Chapter) ([]section, []chapter.Problem) {
	var sections []section
	var problems []chapter.Problem
	for _, e := range c.Exercises() {
		s := section{Exercise: e}
		for _, link := range c.Links {
			if match := exerciseLink.FindStringSubmatch(link.Target); match != nil && e.Start < link.Start && link.Start < e.End {
				s.folder = match[1]
				break
			}
		}
		if s.folder == "" {
			problems = append(problems, c.Problem(e.Line, "the exercise %q does not link to its folder, as [exercises/1-slug](exercises/1-slug/exercise.go)", e.Title))
		}
		if !slices.ContainsFunc(c.Alerts, func(a chapter.Alert) bool {
			return a.Kind == "TIP" && e.Start < a.Start && a.Start < e.End
		}) {
			problems = append(problems, c.Problem(e.Line, "the exercise %q has no hint: add one that begins with > [!TIP]", e.Title))
		}
		sections = append(sections, s)
	}
	return sections, problems
}
