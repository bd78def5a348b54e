package pages

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
	"slowpoetry/site/internal/remember"
	"slowpoetry/site/internal/wasm"
)

// A site is the book, built and served.
type site struct {
	root string // of the repository
	dir  string // the files
	base string // the address of the home page, with a slash at its end
	path string // the path in base
}

// The two sites under test: one at the root of its host, one deeper, as a project's pages are.
var (
	atRoot = sync.OnceValues(func() (*site, error) { return publish("/") })
	deeper = sync.OnceValues(func() (*site, error) { return publish("/deep/er/") })
)

// scratch is where TestMain lets the sites be built.
var scratch string

// atOnce is how many tests run at the same time on two cores: most wait, for a browser or for poems that
// are slow.
const atOnce = 4

func TestMain(m *testing.M) {
	flag.Parse()
	if given := flag.Lookup("test.parallel"); given.Value.String() == fmt.Sprint(runtime.GOMAXPROCS(0)) {
		_ = given.Value.Set(fmt.Sprint(max(atOnce, runtime.GOMAXPROCS(0))))
	}
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "slowpoetry-pages-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		defer func() { closeBrowser() }()
		return m.Run()
	}())
}

// theSite returns the site at the root of its host.
func theSite(t *testing.T) *site { return published(t, atRoot) }

func published(t *testing.T, publish func() (*site, error)) *site {
	t.Helper()
	root := repository(t)
	need.Check(t, npm.Installed(root))
	s, err := publish()
	if err != nil {
		t.Fatalf("the site cannot be built:\n%v", err)
	}
	return s
}

func repository(t *testing.T) string {
	t.Helper()
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// publish builds the site for a path on this host, and serves it.
func publish(path string) (*site, error) {
	root, err := chapter.Root(".")
	if err != nil {
		return nil, err
	}
	touch(root)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &site{root: root, path: path, base: "http://" + listener.Addr().String() + path}
	if s.dir, err = os.MkdirTemp(scratch, "site-"); err != nil {
		return nil, err
	}
	if err := programs(); err != nil {
		return nil, err
	}
	h, err := hugo.Find(background, root, func(string, ...any) {})
	if err != nil {
		return nil, err
	}
	if err := h.Build(background, hugo.Options{To: s.dir, BaseURL: s.base, Plain: true}); err != nil {
		return nil, err
	}
	go func() { _ = http.Serve(listener, static(s.dir, path)) }() // for as long as the tests run
	return s, nil
}

// programs brings what the pages run up to date: once, for the two sites share it.
var programs = sync.OnceValue(func() error {
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	quiet := func(string, ...any) {}
	if _, err := wasm.Build(background, root, quiet); err != nil {
		return err
	}
	_, err = wasm.BuildToolchain(background, root, quiet)
	return err
})

// touch looks at everything the site is made of. Hugo reads it in a process of its own, so this
// is how "go test" learns that its cached result depends on these files.
func touch(root string) {
	for _, folder := range []string{"chapters", "code", "site/layouts", "site/assets", "site/content", "site/static"} {
		_ = filepath.WalkDir(filepath.Join(root, filepath.FromSlash(folder)), func(string, fs.DirEntry, error) error { return nil })
	}
	for _, file := range []string{"site/hugo.toml", "site/package-lock.json"} {
		_, _ = os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	}
}

// sum returns the sum of a page, and of the text that it is made of if it is a chapter. Its styles, its scripts and the
// programs that run in it have addresses that change with what they are, so that it stands for these, too; and for nothing
// of another page, nor for the index of the search.
func (s *site) sum(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(file(s.dir, path))
	if err != nil {
		t.Fatal(err)
	}
	prose, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(path), "index.md"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return remember.Sum(strings.ReplaceAll(string(text), strings.TrimSuffix(s.base, s.path), ""), string(prose))
}

// compiler returns the sum of what the page needs to build a chapter's programs and exercises: the tools, and the sources
// that these are made of.
func (s *site) compiler(t *testing.T, chapter string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.dir, "toolchain"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string // with the sums of the files in them
	for _, entry := range entries {
		if name := entry.Name(); !ofChapter.MatchString(name) || strings.HasPrefix(name, chapter+".") {
			names = append(names, name)
		}
	}
	if len(names) < 6 {
		t.Fatalf("the compiler is only these: %q", names)
	}
	scripts, err := filepath.Glob(filepath.Join(s.dir, "js", "*", "*.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		if name := filepath.Base(script); !strings.HasPrefix(name, "index.") { // which names the sources of all chapters
			names = append(names, filepath.Base(filepath.Dir(script))+"/"+name)
		}
	}
	for _, script := range []string{"index.js", "plan.js", "messages.js", "results.js", "gofile.js"} {
		text, err := os.ReadFile(filepath.Join(s.root, "site", "assets", "js", "toolchain", script))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, string(text))
	}
	return remember.Sum(names...)
}

// ofChapter matches the names of the files with a chapter's sources.
var ofChapter = regexp.MustCompile(`^\d\d-[^.]+\.[0-9a-f]{64}\.json$`)

// pages lists the paths of all pages below the base, the home page ("") first.
func (s *site) pages(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".html") {
			name, _ := filepath.Rel(s.dir, path)
			paths = append(paths, strings.TrimSuffix(filepath.ToSlash(name), "index.html"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 5 {
		t.Fatalf("the site has only these pages: %q", paths)
	}
	return paths
}

// various lists the paths of all pages, except that the pages of Go files, which differ in nothing
// but the file, are represented by the largest.
func (s *site) various(t *testing.T) (paths []string) {
	t.Helper()
	largest, most := "", 0
	for _, path := range s.pages(t) {
		if !strings.HasSuffix(path, ".go/") {
			paths = append(paths, path)
		} else if weight := s.weight(t, path); weight > most {
			largest, most = path, weight
		}
	}
	return append(paths, largest)
}

// chapters lists the paths of the chapters' pages.
func (s *site) chapters(t *testing.T) (paths []string) {
	t.Helper()
	folders, err := fs.Glob(os.DirFS(s.root), "chapters/[0-9][0-9]-*/index.md")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no chapters: %v", err)
	}
	for _, index := range folders {
		paths = append(paths, path.Dir(index)+"/")
	}
	return paths
}

// main lists the pages that are looked at most closely: each kind once, and every chapter.
func (s *site) main(t *testing.T) []string {
	t.Helper()
	paths := append([]string{"", "glossary/", "progress/", "404.html", "source/"}, s.chapters(t)...)
	return append(paths, "source/code/book/program/", "source/code/book/program/program.go/")
}
