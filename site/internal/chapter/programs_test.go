package chapter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
)

// TestEveryChapterHasItsPicture looks for what the contents show beside each chapter.
func TestEveryChapterHasItsPicture(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	chapters, _ := chapter.All(root)
	for _, c := range chapters {
		picture, err := os.ReadFile(filepath.Join(c.Dir(), "emblem.svg"))
		if err != nil || !strings.HasPrefix(string(picture), `<svg class="emblem" `) {
			t.Errorf("%s: emblem.svg begins %.20q (%v), want a drawing of class emblem", c.Folder, picture, err)
		}
	}
}

// TestProgramsAreThoseOfTheCommand has every chapter list what can be run.
func TestProgramsAreThoseOfTheCommand(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	chapters, problems := chapter.All(root)
	for _, p := range problems {
		t.Error(p)
	}
	for _, c := range chapters {
		programs := c.Programs()
		if len(programs) == 0 {
			t.Errorf("%s: main.go lists no programs", c.Folder)
		}
		for _, p := range programs {
			if p.Name == "" || p.Synopsis == "" || p.Line == 0 {
				t.Errorf("%s/main.go:%d: %q, %q: a program has a name and a synopsis, both string literals", c.Folder, p.Line, p.Name, p.Synopsis)
			}
		}
	}
}
