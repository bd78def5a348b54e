package wasm

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// module is what the import paths of the book begin with.
const module = "slowpoetry"

// standardToo are packages that a reader may want to import, whether or not the book does.
var standardToo = strings.Fields(`
	bufio bytes cmp container/heap container/list container/ring context encoding/base64
	encoding/binary encoding/hex encoding/json errors flag fmt hash/crc32 hash/fnv io io/fs iter log
	maps math math/bits math/rand math/rand/v2 net net/netip net/url os os/signal path
	path/filepath reflect regexp runtime runtime/debug slices sort strconv strings sync sync/atomic
	syscall testing testing/iotest testing/synctest text/tabwriter time unicode unicode/utf16
	unicode/utf8 unique weak`)

// A pkg is a package, as go list tells of it.
type pkg struct {
	ImportPath, Name, Dir, Export string
	Standard                      bool
	GoFiles, IgnoredGoFiles       []string
	Imports, Deps                 []string
	EmbedPatterns, EmbedFiles     []string
	TestGoFiles, XTestGoFiles     []string
	TestImports, XTestImports     []string
	Module                        struct{ GoVersion string }
}

// in reports whether the package is in a folder of the repository, or in one below.
func (p pkg) in(root, folder string) bool {
	to := filepath.Join(root, filepath.FromSlash(folder))
	return p.Dir == to || strings.HasPrefix(p.Dir, to+string(filepath.Separator))
}

// exercise reports whether the package is an exercise of a chapter.
func (p pkg) exercise(root string) bool {
	return p.in(root, "chapters") && strings.Contains(p.ImportPath, "/exercises/")
}

// chapter returns the name of the folder of the chapter that the package is of, or "".
func (p pkg) chapter(root string) string {
	below, inside := strings.CutPrefix(p.Dir, filepath.Join(root, "chapters")+string(filepath.Separator))
	if !inside {
		return ""
	}
	name, _, _ := strings.Cut(filepath.ToSlash(below), "/")
	return name
}

type packages []pkg

// language returns the version of the language that the book is written in, as the compiler
// wants it: "go1.26".
func (all packages) language() string {
	for _, p := range all {
		if parts := strings.Split(p.Module.GoVersion, "."); len(parts) > 1 {
			return "go" + parts[0] + "." + parts[1]
		}
	}
	return "go1"
}

// list lists the packages of the library and of the chapters, as the page builds them. Without those
// of the library that are for tests of the book, as figuretest is: the page does not run these.
func list(ctx context.Context, root string) (packages, error) {
	args := []string{"./chapters/..."}
	if folders, _ := os.ReadDir(filepath.Join(root, "code")); len(folders) > 0 {
		args = append(args, "./code/...")
	}
	// Those of the exercises do not answer to ./... : see go.mod.
	exercises, err := fs.Glob(os.DirFS(root), "chapters/*/exercises/*/exercise.go")
	if err != nil {
		return nil, err
	}
	for _, file := range exercises {
		args = append(args, "./"+path.Dir(file))
	}
	all, err := golist(ctx, root, args...)
	return slices.DeleteFunc(all, func(p pkg) bool {
		return p.in(root, "code") && strings.HasSuffix(p.Name, "test")
	}), err
}

func golist(ctx context.Context, root string, args ...string) (all packages, err error) {
	fields := "ImportPath,Name,Dir,Export,Standard,GoFiles,IgnoredGoFiles,Imports,Deps,EmbedPatterns,EmbedFiles," +
		"TestGoFiles,XTestGoFiles,TestImports,XTestImports,Module"
	text, err := goForPage(ctx, root, append([]string{"list", "-trimpath", "-json=" + fields}, args...)...).Output()
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	for {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// An archives is the compiled packages that programs are made of, in bundles. A bundle begins with the
// length of a text of JSON, in four bytes with the lowest first; that text, [["fmt", 81234], …], tells the
// sizes of the archives, which follow.
type archives struct {
	standard []byte            // of the standard library and of other modules: they change with these only
	book     []byte            // of the book
	only     map[string][]byte // like standard, but only one chapter needs them, and they are large: by its folder's name
}

// large is from how many bytes on the packages that one chapter needs have a bundle of their own, which
// only readers of that chapter fetch.
const large = 2 << 20

// archive makes the bundles.
func archive(ctx context.Context, root string, listed packages) (*archives, error) {
	readers := map[string][]string{} // who needs a package, by import path: chapters, and "" for all of them
	for _, path := range standardToo {
		readers[path] = append(readers[path], "")
	}
	for _, p := range listed {
		roots := []string{p.ImportPath}
		switch {
		case p.exercise(root):
			roots = slices.Concat(p.Imports, p.TestImports, p.XTestImports)
		case p.Name == "main":
			roots = p.Imports
		}
		for _, path := range roots {
			readers[path] = append(readers[path], p.chapter(root))
		}
	}
	var roots []string
	for path := range readers {
		if !slices.ContainsFunc(listed, func(p pkg) bool { return p.ImportPath == path && p.exercise(root) }) {
			roots = append(roots, path)
		}
	}
	slices.Sort(roots)
	all, err := golist(ctx, root, append([]string{"-export", "-deps"}, roots...)...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b pkg) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	reader := map[string]string{} // the one chapter that needs a package, or "" for several
	for _, p := range all {
		for _, path := range append(p.Deps, p.ImportPath) {
			for _, who := range readers[p.ImportPath] {
				if one, known := reader[path]; known && one != who {
					who = ""
				}
				reader[path] = who
			}
		}
	}
	ofBook := func(p pkg) bool { return p.ImportPath == module || strings.HasPrefix(p.ImportPath, module+"/") }
	a := &archives{only: map[string][]byte{}}
	if a.book, err = bundle(all, ofBook); err != nil {
		return nil, err
	}
	for _, chapter := range slices.Compact(slices.Sorted(maps.Values(reader))) {
		if chapter == "" {
			continue
		}
		packed, err := bundle(all, func(p pkg) bool { return !ofBook(p) && reader[p.ImportPath] == chapter })
		if err != nil {
			return nil, err
		}
		if len(packed) >= large {
			a.only[chapter] = packed
		}
	}
	a.standard, err = bundle(all, func(p pkg) bool { return !ofBook(p) && a.only[reader[p.ImportPath]] == nil })
	return a, err
}

// bundle joins the archives of those packages that belong.
func bundle(all packages, belongs func(pkg) bool) ([]byte, error) {
	index := [][2]any{}
	var inside bytes.Buffer
	for _, p := range all {
		if p.Export == "" || !belongs(p) { // package unsafe has nothing to compile
			continue
		}
		archive, err := os.ReadFile(p.Export)
		if err != nil {
			return nil, err
		}
		index = append(index, [2]any{p.ImportPath, len(archive)})
		inside.Write(archive)
	}
	text, err := json.Marshal(index)
	if err != nil {
		return nil, err
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	return slices.Concat(head, text, inside.Bytes()), nil
}
