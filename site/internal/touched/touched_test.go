package touched

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
)

// small is a book: its packages, by folder, and what each and its tests import, directly or not. A star
// before the folder says that there are tests.
func small() *Book {
	b := &Book{chapters: []string{"chapters/01-one", "chapters/02-two"}, helpers: []string{"slowpoetry/site/cmd/player"}}
	for _, line := range strings.Split(`
*code/trace
*code/reactor code/trace
code/poetry
*chapters/01-one code/poetry
*chapters/02-two code/reactor code/trace
chapters/02-two/quiz/riddle
*chapters/02-two/exercises/1-more code/poetry
*site/cmd/book site/internal/sync site/internal/hugo site/internal/wasm
*site/cmd/player site/internal/drawer
*site/internal/drawer
*site/internal/sync
site/internal/hugo
*site/internal/wasm
*site/internal/pages site/internal/hugo site/internal/wasm code/poetry
*site/internal/epub site/internal/hugo`, "\n")[1:] {
		folder, needs, _ := strings.Cut(line, " ")
		folder, tested := strings.CutPrefix(folder, "*")
		p := &pkg{path: "slowpoetry/" + folder, folder: folder, tested: tested, needs: map[string]bool{"slowpoetry/" + folder: true}}
		for _, need := range strings.Fields(needs) {
			p.needs["slowpoetry/"+need] = true
		}
		b.packages = append(b.packages, p)
	}
	return b
}

func TestAChangeTouchesWhatDependsOnIt(t *testing.T) {
	const everything = "everything"
	for _, test := range []struct{ files, want string }{
		// A chapter is its folder.
		{"chapters/01-one/index.md", "prose, ch 01-one, chapters/01-one"},
		{"chapters/02-two/figures/a.svg", "prose, ch 02-two, chapters/02-two"},
		{"chapters/02-two/quiz/riddle/main.go", "prose, ch 02-two"},
		{"chapters/02-two/exercises/1-more/solution/exercise.go", "prose, ch 02-two"},
		{"chapters/03-gone/main.go", everything}, // a chapter that had a package is not there any more
		{"chapters/03-gone/index.md", "prose"},   // others may have linked to it
		{"chapters/notes.txt", everything},

		// The library: who depends on it, the chapters that do, the pages that run or show it.
		{"code/reactor/poll.go", "prose, bench, ch 02-two, chapters/02-two, code/reactor, site/cmd/book, site/internal/epub, site/internal/pages, site/internal/wasm"},
		{"code/reactor/poll_test.go", "prose, code/reactor, site/cmd/book, site/internal/epub, site/internal/pages"}, // which nothing imports
		{"code/poetry/poems/tide.txt", "prose, bench, ch 01-one, ch 02-two, chapters/01-one, site/cmd/book, site/internal/epub, site/internal/pages, site/internal/wasm"},
		{"code/gone/gone.go", everything},
		{"code/README", everything}, // of no package
		{"code/bench/peers.go", "bench"},

		// The site: by package, and what is not Go by who calls Hugo.
		{"site/internal/sync/diff.go", "site/cmd/book, site/internal/sync"},
		{"site/internal/pages/testdata/edit.js", "site/internal/pages"},
		{"site/internal/gone/gone.go", everything},
		{"site/layouts/baseof.html", "site/cmd/book, site/internal/epub, site/internal/pages"},
		{"site/hugo.toml", "site/cmd/book, site/internal/epub, site/internal/pages"},
		{"site/internal/drawer/drawer.go", "site/cmd/book, site/cmd/player, site/internal/drawer, site/internal/pages, site/internal/wasm"},

		// All else.
		{"go.mod", everything},
		{"Makefile", everything},
		{".ci/run", everything},
		{"README.md", ""},
		{"README.md LICENSE go.sum", everything},
		{"code/bench/peers.go chapters/01-one/main.go", "prose, bench, ch 01-one, chapters/01-one"},
	} {
		plan := small().Plan(strings.Fields(test.files))
		if got := say(plan); got != test.want {
			t.Errorf("a change of %s touches\n%s, want\n%s", test.files, got, test.want)
		}
		if plan.Empty() != (test.want == "") {
			t.Errorf("of a change of %s it says Empty() = %v", test.files, plan.Empty())
		}
	}
}

func say(p Plan) string {
	if p.Everything != "" {
		return "everything"
	}
	var words []string
	if p.Prose {
		words = append(words, "prose")
	}
	if p.Bench {
		words = append(words, "bench")
	}
	for _, folder := range p.Chapters {
		words = append(words, "ch "+strings.TrimPrefix(folder, "chapters/"))
	}
	for _, path := range p.Packages {
		words = append(words, strings.TrimPrefix(path, "slowpoetry/"))
	}
	return strings.Join(words, ", ")
}

func TestAChapterIsTestedByItsFolder(t *testing.T) {
	if got := say(small().Chapters([]string{"chapters/02-two"})); got != "prose, ch 02-two, chapters/02-two" {
		t.Errorf("to test chapter 2 is to test %s", got)
	}
}

// The go command knows more of the book than a test should repeat; but some things must be so.
func TestTheBookIsRead(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		want []string // among what it touches
	}{
		{"code/deferred/deferred.go", []string{"slowpoetry/code/deferred", "slowpoetry/chapters/07-deferred", "slowpoetry/site/internal/pages"}},
		{"site/internal/chapter/parse.go", []string{"slowpoetry/site/internal/chapter", "slowpoetry/site/internal/booksync", "slowpoetry/site/cmd/book"}},
		{"site/assets/js/main.js", []string{"slowpoetry/site/internal/pages", "slowpoetry/site/cmd/book"}},
		{"site/cmd/gofile/main.go", []string{"slowpoetry/site/cmd/gofile", "slowpoetry/site/internal/pages"}},
	} {
		plan := b.Plan([]string{test.file})
		for _, want := range test.want {
			if !slices.Contains(plan.Packages, want) {
				t.Errorf("a change of %s does not touch %s: %s", test.file, want, say(plan))
			}
		}
	}
	if tested := b.Tested(); !slices.Contains(tested, "slowpoetry/code/trace") || slices.ContainsFunc(tested, func(path string) bool { return strings.Contains(path, "/exercises/") }) {
		t.Errorf("these have tests that should pass: %q", tested)
	}
	if !b.Needs("slowpoetry/site/internal/pages", "github.com/chromedp/chromedp") || b.Needs("slowpoetry/code/trace", "os/exec") {
		t.Error("what packages depend on is not what it was")
	}
}

func TestSinceACommitAreAllThatDiffer(t *testing.T) {
	root := filepath.Join(t.TempDir(), "a book, ünusually placed")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = root
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, text)
		}
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("not checked: git is not installed")
	}
	for i := range 6 {
		write(fmt.Sprintf("%d.txt", i), fmt.Sprintf("the text of number %d, which is long enough to be known again\n", i))
	}
	write(".gitignore", "ignored\n")
	if _, err := Since(t.Context(), root, "HEAD"); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("without a repository: %v", err)
	}
	git("init", "--quiet")
	git("add", ".")
	git("commit", "--quiet", "-m", "first")
	write("1.txt", "committed\n")
	git("commit", "--quiet", "-a", "-m", "second")
	write("2.txt", "staged\n")
	git("add", "2.txt")
	write("3.txt", "not staged\n")
	git("mv", "4.txt", "moved.txt")
	if err := os.Remove(filepath.Join(root, "5.txt")); err != nil {
		t.Fatal(err)
	}
	write("sub/nöw here.txt", "unknown to git\n")
	write("ignored", "")

	for commit, want := range map[string][]string{
		"HEAD~1": {"1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "moved.txt", "sub/nöw here.txt"},
		"HEAD":   {"2.txt", "3.txt", "4.txt", "5.txt", "moved.txt", "sub/nöw here.txt"},
	} {
		if got, err := Since(t.Context(), root, commit); err != nil || !slices.Equal(got, want) {
			t.Errorf("since %s: %q, %v; want %q", commit, got, err, want)
		}
	}
	for _, commit := range []string{"", "nothing", "--help", "HEAD:1.txt", "a b"} {
		if _, err := Since(t.Context(), root, commit); err == nil || !strings.HasPrefix(err.Error(), "git knows no commit") || strings.Contains(err.Error(), "\n") {
			t.Errorf("since %q: %v", commit, err)
		}
	}
}
