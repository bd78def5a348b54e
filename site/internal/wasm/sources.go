package wasm

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A texts has what a reader can change: of the library, whose name is "code", or of a chapter.
type texts struct {
	Name      string     `json:"name"`
	Packages  []folder   `json:"packages"`
	Exercises []exercise `json:"exercises"`
}

// A folder is a package. Its name is its path from the root, with slashes.
type folder struct {
	Folder  string              `json:"folder"`
	Main    bool                `json:"main"`
	Imports []string            `json:"imports"` // of the book only
	Files   []text              `json:"files"`
	Embeds  map[string][]string `json:"embeds"` // what each pattern of a go:embed stands for
}

// A text is a file. Its name is its path from the root, with slashes.
type text struct {
	File string `json:"file"`
	Text string `json:"text"`
	Runs bool   `json:"runs"` // in the page; others are for systems that have more to offer
}

// An exercise is a package with tests, and a solution that takes the place of its files.
type exercise struct {
	Folder   string `json:"folder"`
	Files    []text `json:"files"`
	Tests    []text `json:"tests"`
	Solution []text `json:"solution"`
}

// sources returns the texts of the library and of each chapter that has a program. The programs of a
// chapter's questions are packages of the chapter too.
func sources(root string, listed packages) ([]texts, error) {
	byName := map[string]*texts{}
	for _, p := range listed {
		where, err := filepath.Rel(root, p.Dir)
		if err != nil {
			return nil, err
		}
		parts := strings.Split(filepath.ToSlash(where), "/")
		name := parts[0]
		if name == "chapters" {
			name = parts[1]
		}
		to := byName[name]
		if to == nil {
			to = &texts{Name: name}
			byName[name] = to
		}
		r := reader{from: filepath.ToSlash(where), root: root}
		if p.exercise(root) {
			to.Exercises = append(to.Exercises, r.exercise(p))
		} else {
			to.Packages = append(to.Packages, r.folder(p))
		}
		if r.err != nil {
			return nil, r.err
		}
	}
	var found []texts
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		found = append(found, *byName[name])
	}
	return found, nil
}

// A reader reads files of one folder, and keeps the first error.
type reader struct {
	root, from string
	err        error
}

// folder reads a package.
func (r *reader) folder(p pkg) folder {
	f := folder{Folder: r.from, Main: p.Name == "main", Imports: []string{}, Embeds: embeds(p)}
	for _, path := range p.Imports {
		if strings.HasPrefix(path, module+"/") {
			f.Imports = append(f.Imports, path)
		}
	}
	others := slices.DeleteFunc(p.IgnoredGoFiles, func(file string) bool { return strings.HasSuffix(file, "_test.go") })
	f.Files = slices.Concat(r.read(true, p.GoFiles, p.EmbedFiles), r.read(false, others))
	return f
}

// exercise reads an exercise, and its solution.
func (r *reader) exercise(p pkg) exercise {
	e := exercise{Folder: r.from, Files: r.read(true, p.GoFiles), Tests: r.read(true, p.TestGoFiles, p.XTestGoFiles)}
	r.from += "/solution"
	e.Solution = r.read(true, r.list())
	return e
}

// read reads files: those that run in the page, or others.
func (r *reader) read(runs bool, names ...[]string) []text {
	found := []text{}
	for _, name := range slices.Concat(names...) {
		file := path.Join(r.from, filepath.ToSlash(name))
		inside, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(file)))
		if err != nil && r.err == nil {
			r.err = err
		}
		found = append(found, text{file, string(inside), runs})
	}
	return found
}

// list lists the Go files of the folder.
func (r *reader) list() []string {
	files, err := fs.Glob(os.DirFS(filepath.Join(r.root, filepath.FromSlash(r.from))), "*.go")
	if err != nil && r.err == nil {
		r.err = err
	}
	return files
}

// embeds returns the files that each pattern stands for: a file, a folder, or what matches.
func embeds(p pkg) map[string][]string {
	stands := map[string][]string{}
	for _, pattern := range p.EmbedPatterns {
		plain := strings.TrimPrefix(pattern, "all:")
		stands[pattern] = []string{}
		for _, file := range p.EmbedFiles {
			if match, _ := path.Match(plain, file); match || strings.HasPrefix(file, plain+"/") {
				stands[pattern] = append(stands[pattern], file)
			}
		}
	}
	return stands
}
