package wasm_test

import (
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/wasm"
)

// library makes of a book one with a library, an exercise, and the tool that formats.
func library(t *testing.T) (root string) {
	t.Helper()
	root = book(t)
	t.Cleanup(wasm.Small())
	write(t, root, "site/cmd/gofile/main.go", hello)
	write(t, root, "code/verse/verse.go", "package verse\n\nimport \"embed\"\n\n//go:embed poems\nvar Poems embed.FS\n")
	write(t, root, "code/verse/linux.go", "//go:build linux\n\npackage verse\n")
	write(t, root, "code/verse/verse_test.go", "package verse\n")
	write(t, root, "code/verse/poems/tide.txt", "Slack water\n")
	write(t, root, "chapters/02-second/main.go", "package main\n\nimport _ \"slowpoetry/code/verse\"\n\nfunc main() {}\n")
	write(t, root, "chapters/02-second/exercises/1-more/exercise.go", "package exercise\n")
	write(t, root, "chapters/02-second/exercises/1-more/exercise_test.go", "package exercise\n\nimport _ \"hash/adler32\"\n")
	write(t, root, "chapters/02-second/exercises/1-more/solution/exercise.go", "package exercise // solved\n")
	return root
}

func buildToolchain(t *testing.T, root string) int {
	t.Helper()
	report, err := wasm.BuildToolchain(t.Context(), root, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	return report.New
}

// packages returns the import paths in a bundle, having seen that its archives are what they should.
func packages(t *testing.T, root, name string) (paths []string) {
	t.Helper()
	file, err := os.Open(filepath.Join(wasm.Bench(root), name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	end := 4 + binary.LittleEndian.Uint32(bundle)
	var index [][2]any
	if err := json.Unmarshal(bundle[4:end], &index); err != nil {
		t.Fatal(err)
	}
	rest := bundle[end:]
	for _, entry := range index {
		archive := rest[:int(entry[1].(float64))]
		if !strings.HasPrefix(string(archive), "!<arch>\n") {
			t.Fatalf("%s: the archive of %s begins %q", name, entry[0], archive[:8])
		}
		rest = rest[len(archive):]
		paths = append(paths, entry[0].(string))
	}
	if len(rest) > 0 {
		t.Errorf("%s has %d bytes that belong to nothing", name, len(rest))
	}
	return paths
}

func TestTheToolchainHasWhatProgramsAndExercisesImport(t *testing.T) {
	root := library(t)
	buildToolchain(t, root)
	if got := packages(t, root, "book.gz"); !slices.Equal(got, []string{"slowpoetry/code/verse"}) {
		t.Errorf("the packages of the book are %q", got)
	}
	standard := packages(t, root, "standard.gz")
	for _, want := range []string{"fmt", "runtime", "testing", "testing/synctest", "embed", "hash/adler32"} {
		if !slices.Contains(standard, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if slices.Contains(standard, "net/http") {
		t.Error("there is net/http, which is large, and nobody imports it")
	}
}

func TestLargePackagesOfOneChapterAreFetchedForItAlone(t *testing.T) {
	root := library(t)
	write(t, root, "chapters/03-third/main.go", "package main\n\nimport _ \"net/http\"\n\nfunc main() {}\n")
	buildToolchain(t, root)
	if standard := packages(t, root, "standard.gz"); slices.Contains(standard, "net/http") || !slices.Contains(standard, "hash/adler32") {
		t.Errorf("standard.gz has %q, want no net/http, which is large, and hash/adler32, which is not", standard)
	}
	only := packages(t, root, "only-03-third.gz")
	if !slices.Contains(only, "net/http") || slices.Contains(only, "fmt") {
		t.Errorf("only-03-third.gz has %q, want net/http, and nothing that others need", only)
	}
	var manifest struct {
		Only  []string
		Sizes map[string]int64
	}
	text, err := os.ReadFile(filepath.Join(wasm.Bench(root), "toolchain.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	if _, first := manifest.Sizes["only-03-third.gz"]; first || !slices.Equal(manifest.Only, []string{"03-third"}) {
		t.Errorf("the manifest has only %q, sizes %v", manifest.Only, manifest.Sizes)
	}
}

func TestTheTextsAreThoseOfThePagesProgram(t *testing.T) {
	root := library(t)
	buildToolchain(t, root)
	type text struct {
		File, Text string
		Runs       bool
	}
	var code, chapter struct {
		Packages []struct {
			Folder  string
			Main    bool
			Imports []string
			Files   []text
			Embeds  map[string][]string
		}
		Exercises []struct {
			Folder                 string
			Files, Tests, Solution []text
		}
	}
	for name, to := range map[string]any{"code": &code, "02-second": &chapter} {
		inside, err := os.ReadFile(filepath.Join(wasm.Bench(root), name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(inside, to); err != nil {
			t.Fatal(err)
		}
	}
	verse := code.Packages[0]
	var names []string
	for _, file := range verse.Files {
		name := file.File
		if !file.Runs {
			name += " (not here)"
		}
		names = append(names, name)
	}
	want := []string{"code/verse/verse.go", "code/verse/poems/tide.txt", "code/verse/linux.go (not here)"}
	if !slices.Equal(names, want) || verse.Embeds["poems"][0] != "poems/tide.txt" || verse.Main {
		t.Errorf("the library is %q, %+v", names, verse.Embeds)
	}
	program := chapter.Packages[0]
	if !program.Main || program.Folder != "chapters/02-second" || !slices.Equal(program.Imports, []string{"slowpoetry/code/verse"}) {
		t.Errorf("the program is %+v", program)
	}
	exercise := chapter.Exercises[0]
	if exercise.Folder != "chapters/02-second/exercises/1-more" || len(exercise.Files) != 1 || len(exercise.Tests) != 1 ||
		exercise.Solution[0].Text != "package exercise // solved\n" {
		t.Errorf("the exercise is %+v", exercise)
	}
}

func TestTheToolchainIsMadeAgainOnlyWhereSomethingHasChanged(t *testing.T) {
	root := library(t)
	if n := buildToolchain(t, root); n != 3 {
		t.Errorf("%d files are new, of 3", n)
	}
	if n := buildToolchain(t, root); n != 0 {
		t.Errorf("%d files are new when nothing has changed", n)
	}
	write(t, root, "code/verse/poems/tide.txt", "High water\n")
	if n := buildToolchain(t, root); n != 1 {
		t.Errorf("%d files are new, and one package has changed", n)
	}
	if err := os.RemoveAll(filepath.Join(root, "chapters", "01-first")); err != nil {
		t.Fatal(err)
	}
	buildToolchain(t, root)
	if _, err := os.Stat(filepath.Join(wasm.Bench(root), "01-first.json")); err == nil {
		t.Error("the texts of a chapter that is gone are still there")
	}
}
