// Package chaptertest makes small books for tests.
//
//	root := chaptertest.Book(t, "chapters/01-one/index.md", "...", "chapters/01-one/main.go", "...")
//	c := chaptertest.Load(t, root, "chapters/01-one")
//
// The one rule: a book is a real folder with a go.mod, so that the go command works in it.
package chaptertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
)

// Front is front matter that nobody objects to.
const Front = "---\ntitle: One\ndescription: The first.\npart: I · The loop\nterms: []\n---\n"

// Book writes a repository with the given files, names and texts in turn, and returns its folder.
// In a text, ” stands for ` three times, since a raw string cannot hold any.
func Book(t testing.TB, files ...string) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "b [v2] ü #1") // where people keep their clones
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	Write(t, root, "go.mod", "module slowpoetry\n\ngo 1.26\n\nignore exercises\n")
	for i := 0; i < len(files); i += 2 {
		Write(t, root, files[i], files[i+1])
	}
	return root
}

// Write writes one file of a book.
func Write(t testing.TB, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(Fences(text)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Read returns the text of one file of a book.
func Read(t testing.TB, root, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Fences writes ” as a fence.
func Fences(text string) string { return strings.ReplaceAll(text, "”", "```") }

// Load reads a chapter that must be readable.
func Load(t testing.TB, root, folder string) *chapter.Chapter {
	t.Helper()
	c, err := chapter.Load(root, folder)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Parse takes a text with no front matter of its own apart, as that of chapters/01-one.
func Parse(t testing.TB, body string) *chapter.Chapter {
	t.Helper()
	c, err := chapter.Parse(t.TempDir(), "chapters/01-one", []byte(Fences(Front+body)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Expect fails the test unless there is exactly one problem for each of the texts, in that order,
// which it contains.
func Expect(t testing.TB, problems []chapter.Problem, texts ...string) {
	t.Helper()
	for i := range max(len(problems), len(texts)) {
		switch {
		case i >= len(texts):
			t.Errorf("unexpected problem: %v", problems[i])
		case i >= len(problems):
			t.Errorf("no problem about %q", texts[i])
		case !strings.Contains(problems[i].Error(), texts[i]):
			t.Errorf("problem %d is %q, want one about %q", i, problems[i].Error(), texts[i])
		}
	}
}
