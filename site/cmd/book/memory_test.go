package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/gotest"
	"slowpoetry/site/internal/touched"
)

// What has passed is remembered until something that it depends on is another, and not longer.
func TestAPassIsRememberedUntilSomethingChanges(t *testing.T) {
	const one, two, site = "slowpoetry/chapters/01-one", "slowpoetry/chapters/02-two", "slowpoetry/site/x"
	program, check := "package main\n\nfunc main() {}\n", "package main\n\nimport \"testing\"\n\nfunc TestIt(*testing.T) {}\n"
	root := chaptertest.Book(t,
		"chapters/01-one/index.md", chaptertest.Front, "chapters/01-one/main.go", program, "chapters/01-one/main_test.go", check,
		"chapters/02-two/index.md", chaptertest.Front, "chapters/02-two/main.go", program, "chapters/02-two/main_test.go", check,
		".gitignore", "/site/.tested/\n", "site/x/x.go", "package x\n", "site/x/x_test.go", "package x\n",
	)
	if out, err := exec.Command("git", "init", "-q", root).CombinedOutput(); err != nil {
		t.Fatalf("git: %v\n%s", err, out)
	}
	now := func() map[string]string {
		t.Helper()
		book, err := touched.Read(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		all, err := sums(t.Context(), root, book)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	keep := func() {
		t.Helper()
		before := now()
		if err := recall(root).keep([]gotest.Package{{Path: one, Passed: 1}, {Path: two, Passed: 1}, {Path: site, Passed: 1}}, before, now()); err != nil {
			t.Fatal(err)
		}
	}
	known := func(want ...string) {
		t.Helper()
		current := now()
		if len(current) != 3 {
			t.Fatalf("there are sums of %v", current)
		}
		for pkg, sum := range current {
			p, ok := recall(root).of(pkg, sum)
			if wanted := slices.Contains(want, pkg); ok != wanted || ok && p.Passed != 1 {
				t.Errorf("%s is remembered: %v, %+v; want %q only", pkg, ok, p, want)
			}
		}
	}
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(file)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	known()
	keep()
	known(one, two, site)
	write("chapters/01-one/index.md", chaptertest.Front+"\nChanged.\n") // which concerns the site, too
	known(two)
	keep()
	known(one, two, site)
	write("go.mod", "module slowpoetry\n\ngo 1.26\n\nignore exercises\n\n// Changed.\n")
	known()
	keep()
	write("chapters/02-two/new.txt", "new")
	known(one)
	write(memoryFile, "{")
	known()
}

// What changes while tests run may have passed or not: it is not remembered.
func TestWhatChangesMeanwhileIsNotRemembered(t *testing.T) {
	root := t.TempDir()
	passed := []gotest.Package{{Path: "a", Passed: 1}, {Path: "b", Passed: 1}, {Path: "c", Passed: 1}}
	if err := recall(root).keep(passed, map[string]string{"a": "1", "b": "1"}, map[string]string{"a": "1", "b": "2", "c": "1"}); err != nil {
		t.Fatal(err)
	}
	m := recall(root)
	_, a := m.of("a", "1")
	_, b := m.of("b", "2")
	_, c := m.of("c", "1")
	if !a || b || c {
		t.Errorf("remembered: %v %v %v; want the first", a, b, c)
	}
}
