package wasm_test

import (
	"encoding/json"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
)

// A listing of the library has an Edit button, with which a reader changes the chapter's program. So
// that program has to be made of the file, as the page has it: of one that only tests import, there is
// nothing to run.
func TestListingsOfTheLibraryAreOfTheChaptersProgram(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	made := dependencies(t, root)
	chapters, _ := chapter.All(root) // what is wrong with one is for its check to say
	listings := 0
	for _, c := range chapters {
		for _, f := range c.Fences {
			file, ofLibrary := strings.CutPrefix(f.Attrs["src"], "/code/")
			file = file[:max(0, strings.IndexAny(file+"#", "#:"))]
			if !ofLibrary || strings.HasSuffix(file, "_test.go") {
				continue
			}
			listings++
			if !slices.Contains(made[c.Folder], path.Join("slowpoetry/code", path.Dir(file))) {
				t.Errorf("%s:%d: no program of the chapter is made of code/%s: the page has nothing to edit there", c.File(), f.Line, file)
			}
		}
	}
	if listings < 30 {
		t.Errorf("of the library there are %d listings, want 30 at least", listings)
	}
}

// So it is with the packages in a chapter's other folders, except its questions, which are programs
// of their own.
func TestListingsOfAChaptersFoldersAreOfItsProgram(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	made := dependencies(t, root)
	chapters, _ := chapter.All(root)
	listings := 0
	for _, c := range chapters {
		for _, f := range c.Fences {
			file := f.Attrs["src"]
			file = file[:max(0, strings.IndexAny(file+"#", "#:"))]
			folder := path.Dir(file)
			if f.Lang != "go" || folder == "." || strings.HasPrefix(file, "/") || strings.HasPrefix(file, "quiz/") || strings.HasSuffix(file, "_test.go") {
				continue
			}
			listings++
			made := slices.Contains(made[c.Folder], path.Join("slowpoetry", c.Folder, folder))
			if elsewhere := f.Attrs["page"] != ""; elsewhere == made { // elsewhere: there is no Edit button
				t.Errorf("%s:%d: the chapter's program is made of %s: %v, and the listing says page=: %v", c.File(), f.Line, file, made, elsewhere)
			}
		}
	}
	if listings < 5 {
		t.Errorf("of chapters' folders there are %d listings, want 5 at least", listings)
	}
}

// dependencies returns the import paths that the program of each chapter is made of, by its folder.
func dependencies(t *testing.T, root string) map[string][]string {
	t.Helper()
	text, err := command.New(t.Context(), root, "go", "list", "-json=ImportPath,Deps", "./chapters/...").With("GOOS=js", "GOARCH=wasm").Output()
	if err != nil {
		t.Fatal(err)
	}
	made := map[string][]string{}
	for decoder := json.NewDecoder(strings.NewReader(text)); ; {
		var one struct {
			ImportPath string
			Deps       []string
		}
		if err := decoder.Decode(&one); err == io.EOF {
			return made
		} else if err != nil {
			t.Fatal(err)
		}
		made[strings.TrimPrefix(one.ImportPath, "slowpoetry/")] = one.Deps
	}
}
