package touched

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	pages "slowpoetry/site/internal/wasm"
)

// module is what the import paths of the book begin with.
const module = "slowpoetry"

// A Book is what the go command knows of the repository's packages.
type Book struct {
	packages []*pkg
	chapters []string // folders
	helpers  []string // import paths of what is compiled for the page beside the chapters
}

// A pkg is a package of the book.
type pkg struct {
	path   string          // "slowpoetry/code/trace"
	folder string          // "code/trace"
	needs  map[string]bool // it and its tests: import paths, its own among them
	tested bool
}

// within reports whether the package is in a folder, or in one below.
func (p *pkg) within(folder string) bool {
	return p.folder == folder || strings.HasPrefix(p.folder, folder+"/")
}

// exercise reports whether the package is one that readers work on: its test fails, as it should.
func (p *pkg) exercise() bool { return strings.Contains(p.folder, "/exercises/") }

// Read asks the go command for the packages of the repository at root.
func Read(ctx context.Context, root string) (*Book, error) {
	args := []string{"list", "-e", "-test", "-json=ImportPath,Dir,ForTest,Deps,TestGoFiles,XTestGoFiles", "./..."}
	// Those of the exercises do not answer to ./... : see go.mod.
	exercises, err := fs.Glob(os.DirFS(root), "chapters/*/exercises/*/exercise.go")
	if err != nil {
		return nil, err
	}
	for _, file := range exercises {
		args = append(args, "./"+path.Dir(file))
	}
	listed, err := command.New(ctx, root, "go", args...).Output()
	if err != nil {
		return nil, err
	}
	b := &Book{}
	all, _ := chapter.All(root) // what is wrong with one is for its check to say
	for _, c := range all {
		b.chapters = append(b.chapters, c.Folder)
	}
	for _, helper := range pages.Helpers() {
		b.helpers = append(b.helpers, path.Join(module, helper))
	}
	return b, b.take(root, strings.NewReader(listed))
}

// take reads what go list has written.
func (b *Book) take(root string, listed io.Reader) error {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return err
	}
	byPath := map[string]*pkg{}
	for decoder := json.NewDecoder(listed); ; {
		var one struct {
			ImportPath, Dir, ForTest        string
			Deps, TestGoFiles, XTestGoFiles []string
		}
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		// "p", "p [p.test]" and "p_test [p.test]" are all of the package p. The program "p.test" adds
		// what is in every test.
		name := plain(one.ImportPath)
		switch {
		case strings.HasSuffix(name, ".test"):
			continue
		case one.ForTest != "":
			name = one.ForTest
		}
		p := byPath[name]
		if p == nil {
			p = &pkg{path: name, needs: map[string]bool{name: true}}
			byPath[name] = p
			b.packages = append(b.packages, p)
		}
		if dir, err := filepath.EvalSymlinks(one.Dir); err == nil && one.Dir != "" {
			if folder, err := filepath.Rel(root, dir); err == nil {
				p.folder = filepath.ToSlash(folder)
			}
		}
		p.tested = p.tested || len(one.TestGoFiles)+len(one.XTestGoFiles) > 0
		for _, dependency := range one.Deps {
			p.needs[plain(dependency)] = true
		}
	}
}

// plain returns an import path without the "[p.test]" that says for which test it is compiled.
func plain(importPath string) string {
	importPath, _, _ = strings.Cut(importPath, " ")
	return importPath
}

// Needs reports whether a package of the book, or a test of it, depends on another package.
func (b *Book) Needs(importPath, dependency string) bool {
	for _, p := range b.packages {
		if p.path == importPath {
			return p.needs[dependency]
		}
	}
	return false
}

// Tested returns the import paths of the packages that have tests which should pass.
func (b *Book) Tested() (paths []string) {
	for _, p := range b.packages {
		if p.tested && !p.exercise() {
			paths = append(paths, p.path)
		}
	}
	return paths
}

// Folder returns the folder of a package of the book, from the root, with slashes.
func (b *Book) Folder(importPath string) string {
	for _, p := range b.packages {
		if p.path == importPath {
			return p.folder
		}
	}
	return ""
}
