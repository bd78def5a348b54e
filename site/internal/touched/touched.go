// Package touched tells what a change can have touched: which chapters to check, and which packages
// to test.
//
//	book, err := touched.Read(ctx, root)
//	files, err := touched.Since(ctx, root, "main")
//	plan := book.Plan(files)
//
// The one rule: nothing is listed by hand. What a package depends on, the go command knows; a
// chapter is a folder; and where neither says whom a file concerns, it concerns everything.
package touched

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A Plan says what to test.
type Plan struct {
	Everything string   // the file that may concern everything; empty when the rest of the plan says it all
	Chapters   []string // "chapters/02-slow-poetry": what their commands print, their figures and exercises
	Packages   []string // import paths: their tests
	Bench      bool     // the benchmarks, which are a module of their own
	Prose      bool     // a page may have changed: words, links and listings of all chapters
}

// Empty reports whether there is nothing to test.
func (p Plan) Empty() bool {
	return p.Everything == "" && len(p.Chapters) == 0 && len(p.Packages) == 0 && !p.Bench && !p.Prose
}

// The packages that read what no import tells of: Hugo the pages, and the builder of what runs in
// the page all that is compiled for it.
const (
	hugo = module + "/site/internal/hugo"
	wasm = module + "/site/internal/wasm"
)

// remarks matches files at the root of the repository that nothing is made of.
var remarks = regexp.MustCompile(`^(README\.md|LICENSE|\.editorconfig|\.gitignore|\.gitattributes|\.github/.*)$`)

var inChapter = regexp.MustCompile(`^chapters/\d\d-[^/]+`)

// Plan returns what a change of some files can have touched. Their names are paths from the root, with
// slashes; they need not be there any more.
func (b *Book) Plan(files []string) Plan {
	p := planner{book: b, packages: map[string]bool{}, chapters: map[string]bool{}}
	for _, file := range files {
		if !remarks.MatchString(file) && !p.file(file) {
			return Plan{Everything: file}
		}
	}
	p.plan.Packages = slices.Sorted(maps.Keys(p.packages))
	p.plan.Chapters = slices.Sorted(maps.Keys(p.chapters))
	return p.plan
}

// Chapters returns the plan that tests chapters, by their folders.
func (b *Book) Chapters(folders []string) Plan {
	plan := Plan{Chapters: folders, Prose: true}
	for _, pkg := range b.packages {
		for _, folder := range folders {
			if pkg.within(folder) && pkg.tested && !pkg.exercise() {
				plan.Packages = append(plan.Packages, pkg.path)
			}
		}
	}
	return plan
}

// A planner collects what files touch.
type planner struct {
	book     *Book
	plan     Plan
	packages map[string]bool
	chapters map[string]bool
}

// file adds what a file touches. It returns false when that may be anything.
func (p *planner) file(file string) bool {
	owner := p.book.owner(file)
	if owner == nil && path.Ext(file) == ".go" && !strings.HasPrefix(file, "code/bench/") {
		return false // its package is gone
	}
	tests := owner != nil && owner.tested && !owner.exercise() && strings.HasSuffix(file, "_test.go")
	switch top, _, _ := strings.Cut(file, "/"); top {
	case "chapters":
		chapter := inChapter.FindString(file)
		if chapter == "" {
			return false
		}
		p.plan.Prose = true
		if p.book.has(chapter) {
			p.chapters[chapter] = true
		}
	case "code":
		if strings.HasPrefix(file, "code/bench/") {
			p.plan.Bench = true
			return true
		}
		if owner == nil {
			return false
		}
		p.plan.Prose = true // chapters show it
		p.using(hugo)
		if !tests {
			p.plan.Bench = true // it is measured
			p.using(wasm)
		}
	case "site":
		if owner == nil { // a layout, a style, a script, a setting
			p.using(hugo)
			return true
		}
		if !tests && p.book.inPage(owner) {
			p.using(wasm)
		}
	default:
		return false
	}
	switch {
	case tests: // which nothing can import
		p.packages[owner.path] = true
	case owner != nil:
		p.using(owner.path)
	}
	return true
}

// using adds what depends on a package, the package itself among it.
func (p *planner) using(dependency string) {
	for _, pkg := range p.book.packages {
		if !pkg.needs[dependency] {
			continue
		}
		if pkg.tested && !pkg.exercise() {
			p.packages[pkg.path] = true
		}
		if chapter := inChapter.FindString(pkg.folder); chapter != "" {
			p.chapters[chapter] = true
		}
	}
}

// owner returns the package that a file belongs to: that of its folder, or of the nearest above it.
// It is nil where there is none below "code", "site" or "chapters".
func (b *Book) owner(file string) *pkg {
	for folder := path.Dir(file); folder != "."; folder = path.Dir(folder) {
		for _, p := range b.packages {
			if p.folder == folder {
				return p
			}
		}
	}
	return nil
}

// has reports whether something of a chapter is there.
func (b *Book) has(chapter string) bool { return slices.Contains(b.chapters, chapter) }

// inPage reports whether a program of the page contains the package.
func (b *Book) inPage(p *pkg) bool {
	return slices.ContainsFunc(b.packages, func(program *pkg) bool {
		return slices.Contains(b.helpers, program.path) && program.needs[p.path]
	})
}
