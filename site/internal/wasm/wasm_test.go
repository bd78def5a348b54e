package wasm_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/site/internal/wasm"
)

const hello = "package main\n\nfunc main() { println(\"hello\") }\n"

// book makes a repository with two programs and two helpers.
func book(t *testing.T) (root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "a book")
	write(t, root, "go.mod", "module slowpoetry\n\ngo 1.26.0\n")
	write(t, root, "chapters/01-first/main.go", hello)
	write(t, root, "chapters/02-second/main.go", hello)
	write(t, root, "chapters/03-prose/index.md", "No program yet.\n")
	write(t, root, "chapters/02-second/quiz/riddle/main.go", hello) // not the chapter's program
	write(t, root, "site/cmd/player/main.go", hello)
	write(t, root, "site/cmd/simulator/main.go", hello)
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// build builds, and returns how many programs are new.
func build(t *testing.T, root string) int {
	t.Helper()
	report, err := wasm.Build(t.Context(), root, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	return report.New
}

// files returns the names of the files for the page, and when each was written.
func files(t *testing.T, root string) (names []string, written map[string]time.Time) {
	t.Helper()
	entries, err := os.ReadDir(wasm.Folder(root))
	if err != nil {
		t.Fatal(err)
	}
	written = map[string]time.Time{}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if !entry.IsDir() {
			names = append(names, entry.Name())
			written[entry.Name()] = info.ModTime()
		}
	}
	return names, written
}

func TestEachChapterHasItsProgram(t *testing.T) {
	root := book(t)
	if n := build(t, root); n != 4 {
		t.Errorf("%d programs are new, of 4", n)
	}
	names, before := files(t, root)
	want := []string{"01-first.wasm.gz", "02-second.wasm.gz", "player.wasm.gz", "simulator.wasm.gz", "wasm_exec.js"}
	if !slices.Equal(names, want) {
		t.Fatalf("there are %q, want %q", names, want)
	}
	file, err := os.Open(filepath.Join(wasm.Folder(root), "02-second.wasm.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	program, err := io.ReadAll(unpacked)
	if err != nil || !strings.HasPrefix(string(program), "\x00asm\x01\x00\x00\x00") {
		t.Errorf("what is inside does not begin as WebAssembly does: %q, %v", program[:min(8, len(program))], err)
	}
	if n := build(t, root); n != 0 {
		t.Errorf("%d programs are new when nothing has changed", n)
	}
	if _, after := files(t, root); !equal(before, after) {
		t.Errorf("files were written again: %v, before %v", after, before)
	}
}

func equal(a, b map[string]time.Time) bool {
	for name := range a {
		if !a[name].Equal(b[name]) {
			return false
		}
	}
	return len(a) == len(b)
}

func TestOnlyWhatHasChangedIsBuiltAgain(t *testing.T) {
	root := book(t)
	build(t, root)
	_, before := files(t, root)

	write(t, root, "chapters/01-first/main.go", strings.Replace(hello, "hello", "good morning", 1))
	if n := build(t, root); n != 1 {
		t.Errorf("%d programs are new, and one has changed", n)
	}
	_, after := files(t, root)
	for name := range before {
		if changed := !after[name].Equal(before[name]); changed != (name == "01-first.wasm.gz") {
			t.Errorf("%s was written again: %v", name, changed)
		}
	}

	if err := os.Rename(filepath.Join(root, "chapters", "02-second"), filepath.Join(root, "chapters", "02-other")); err != nil {
		t.Fatal(err)
	}
	build(t, root)
	if names, _ := files(t, root); slices.Contains(names, "02-second.wasm.gz") || !slices.Contains(names, "02-other.wasm.gz") {
		t.Errorf("after a chapter was renamed there are %q", names)
	}
}

func TestAProgramThatDoesNotCompileStaysAsItWas(t *testing.T) {
	root := book(t)
	build(t, root)
	_, before := files(t, root)
	write(t, root, "chapters/02-second/main.go", strings.Replace(hello, "println", "printline", 1))
	_, err := wasm.Build(t.Context(), root, func(string, ...any) {})
	if err == nil || !strings.Contains(err.Error(), "undefined: printline") {
		t.Errorf("err = %v; want what the compiler says", err)
	}
	if _, after := files(t, root); !equal(before, after) {
		t.Errorf("the files have changed: %v, before %v", after, before)
	}
}

// Whoever watches the folder makes the site again for each change: so all programs change at once.
func TestProgramsAppearTogether(t *testing.T) {
	root := book(t)
	appeared := 0
	_, err := wasm.Build(t.Context(), root, func(string, ...any) {
		if names, _ := filepath.Glob(filepath.Join(wasm.Folder(root), "*.wasm.gz")); len(names) > appeared {
			appeared = len(names)
		}
	})
	if err != nil || appeared > 0 {
		t.Errorf("%d programs are there before the last is packed: %v", appeared, err)
	}
}
