package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/touched"
)

// A mistake in a command line is one line, before anything else is done.
func TestTestExplainsABadCommandLine(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/index.md", chaptertest.Front, "chapters/01-one/main.go", "package main\n\nfunc main() {}\n")
	t.Chdir(root)
	for _, test := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"07"}, 2, `there is no chapter "07" (a package begins with ./)`},
		{[]string{"1", "slow"}, 2, `there is no chapter "slow"`},
		{[]string{"./nowhere"}, 2, "there is no package ./nowhere"},
		{[]string{"./nowhere/..."}, 2, "there is no package ./nowhere/..."},
		{[]string{"-since"}, 2, "flag needs an argument: -since"},
		{[]string{"-since", ""}, 2, "-since wants a commit"},
		{[]string{"-since", "HEAD", "1"}, 2, "-since HEAD finds out what to test: leave out 1"},
		{[]string{"-since", "HEAD"}, 1, "git "}, // it knows nothing of this folder, or it knows no commit
		{[]string{"-run", "("}, 2, "-run (: error parsing regexp"},
		{[]string{"-sicne", "HEAD"}, 2, "flag provided but not defined: -sicne"},
	} {
		var out, complaints strings.Builder
		env := &program.Env{Stdout: &out, Stderr: &complaints, Net: program.System}
		status := program.Run(t.Context(), env, "book", []program.Program{testProgram}, append([]string{"test"}, test.args...))
		if status != test.status || !strings.Contains(complaints.String(), test.want) || strings.Count(complaints.String(), "\n") != 1 {
			t.Errorf("test %q exits with %d and prints %q, %q; want %d and %q", test.args, status, out.String(), complaints.String(), test.status, test.want)
		}
	}
}

func TestChaptersAndPackagesAreNamedInManyWays(t *testing.T) {
	root := chaptertest.Book(t,
		"chapters/01-one/index.md", chaptertest.Front, "chapters/01-one/main.go", "package main\n\nfunc main() {}\n",
		"chapters/01-one/main_test.go", "package main\n",
		"chapters/02-two/index.md", chaptertest.Front,
		"code/x/x.go", "package x\n",
	)
	t.Chdir(filepath.Join(root, "chapters"))
	for _, test := range []struct{ args, chapters, packages string }{
		{"1", "chapters/01-one", "slowpoetry/chapters/01-one"},
		{"01 1 01-one ./01-one", "chapters/01-one", "slowpoetry/chapters/01-one"},
		{"chapters/02-two", "chapters/02-two", ""},
		{"2 1", "chapters/02-two chapters/01-one", "slowpoetry/chapters/01-one"},
		{"../code/...", "", "slowpoetry/code/x"},
		{"2 ../code/x", "chapters/02-two", "slowpoetry/code/x"},
	} {
		_, plan, err := options{args: strings.Fields(test.args)}.plan(t.Context(), root)
		if err != nil || !slices.Equal(plan.Chapters, strings.Fields(test.chapters)) || !slices.Equal(plan.Packages, strings.Fields(test.packages)) {
			t.Errorf("%s: %+v, %v", test.args, plan, err)
		}
	}
	if _, plan, err := (options{}).plan(t.Context(), root); err != nil || plan.Everything == "" {
		t.Errorf("without arguments not everything is tested: %+v, %v", plan, err)
	}
}

// What the command finds out about the book's own packages decides how their tests run.
func TestBatchesSeparateWhatMayRaceAndWhatIsRemembered(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	o := options{}
	book, plan, err := o.plan(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	tester := &tester{ctx: t.Context(), root: root, book: book, plan: plan}
	for path, want := range map[string]bool{
		"code/trace":             true, // of the library
		"chapters/07-deferred":   true,
		"site/internal/booksync": true, // starts goroutines
		"site/internal/progress": true,
		"site/internal/need":     false,
		"site/internal/wasm":     false,
		"site/internal/pages":    false, // drives a browser
		"site/internal/typeset":  false,
		"site/internal/quiz":     false,
		"site/cmd/player":        false,
	} {
		if got, err := tester.concurrent("slowpoetry/" + path); err != nil || got != want {
			t.Errorf("the race detector looks at %s: %v, %v; want %v", path, got, err, want)
		}
	}
	for path, want := range map[string]bool{"site/internal/pages": true, "code/panics": false, "chapters/02-slow-poetry": true} {
		if got := book.Needs("slowpoetry/"+path, "os/exec"); got != want {
			t.Errorf("the tests of %s start other programs: %v, want %v", path, got, want)
		}
	}
}

// A package that is named has to compile for other systems, unless it is not for them.
func TestAPackageThatIsNotForASystemIsLeftOutThere(t *testing.T) {
	root := chaptertest.Book(t,
		"code/kernel/kernel.go", "//go:build !js\n\npackage kernel\n",
		"code/wrong/wrong_test.go", "//go:build js\n\npackage wrong\n\nvar number int = \"one\"\n",
	)
	for name, wrong := range map[string]bool{"kernel": false, "wrong": true} {
		tester := &tester{
			ctx: t.Context(), root: root, display: progress.New(io.Discard, nil),
			plan: touched.Plan{Packages: []string{"slowpoetry/code/" + name}},
		}
		if err := tester.elsewhere(); (err != nil) != wrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGoroutinesAreFoundWhereTheyAreStarted(t *testing.T) {
	for text, want := range map[string]bool{
		"func f() { go f() }":                         true,
		"func f() { var g sync.WaitGroup; g.Go(f) }":  true,
		"func f() { f() }\n\n// go f()":               false,
		"func f() { say(\"go f()\") }":                false,
		"func init() { func() { go func() {}() }() }": true,
	} {
		folder := t.TempDir()
		for name, body := range map[string]string{"a.go": text, "a_test.go": "func g() { go g() }", "b.txt": "go"} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte("package a\n\n"+body+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := starts(folder); err != nil || got != want {
			t.Errorf("%s starts goroutines: %v, %v", text, got, err)
		}
	}
}

func TestPatternsMatchWhatIsBelowThem(t *testing.T) {
	for _, test := range []struct {
		pattern, path string
		want          bool
	}{
		{"./...", "slowpoetry/code/trace", true},
		{"./code/...", "slowpoetry/code/trace", true},
		{"./code/...", "slowpoetry/codes", false},
		{"./site/...", "slowpoetry/code/trace", false},
		{"./site/cmd/player", "slowpoetry/site/cmd/player", true},
		{"./site/cmd/player", "slowpoetry/site/cmd/player/x", false},
	} {
		if got := matches(test.pattern, test.path); got != test.want {
			t.Errorf("%s matches %s: %v", test.pattern, test.path, got)
		}
	}
}
