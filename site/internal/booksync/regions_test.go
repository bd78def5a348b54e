package booksync_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/listing"
)

// A region that no chapter prints is a mark left behind.
func TestEveryRegionIsPrinted(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	type region struct{ file, name string }
	printed := map[region]bool{}
	chapters, problems := chapter.All(root)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range chapters {
		for _, f := range c.Fences {
			if !listing.IsListing(f) {
				continue
			}
			target, err := listing.ParseTarget(c.Folder, f.Attrs["src"])
			if err != nil {
				t.Fatal(err)
			}
			printed[region{target.File, target.Region}] = true
		}
	}
	marks := 0
	for _, folder := range []string{"chapters", "code"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" {
				return err
			}
			source, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(source)) {
				if !listing.IsMark(line) {
					continue
				}
				marks++
				_, mark, _ := strings.Cut(strings.TrimSpace(line), "listing:")
				if r := (region{filepath.ToSlash(rel), mark}); mark != "end" && !printed[r] {
					t.Errorf("%s: no chapter prints the region %q", r.file, r.name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if marks == 0 {
		t.Error("there is no mark: this test does not find them")
	}
}
