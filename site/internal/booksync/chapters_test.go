package booksync_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/booksync"
	"slowpoetry/site/internal/chapter"
)

// TestChaptersAreInSync checks the book itself. It changes nothing: `go tool book sync` does.
func TestChaptersAreInSync(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, root)
	report, err := booksync.Run(t.Context(), booksync.Options{Root: root, Check: true, Progress: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	found := map[[2]string][]booksync.Finding{} // by folder and part
	folders := map[string]bool{}
	chapters, _ := chapter.All(root)
	for _, c := range chapters {
		folders[c.Folder] = true
	}
	for _, f := range report.Findings {
		folder := f.File
		for path.Dir(folder) != "chapters" && path.Dir(folder) != "." {
			folder = path.Dir(folder)
		}
		folders[folder] = true
		found[[2]string{folder, f.Part}] = append(found[[2]string{folder, f.Part}], f)
	}
	for folder := range folders {
		t.Run(path.Base(folder), func(t *testing.T) {
			for _, part := range booksync.Parts() {
				t.Run(part, func(t *testing.T) {
					for _, f := range found[[2]string{folder, part}] {
						t.Errorf("%v\n%s", f, f.Diff)
					}
				})
			}
		})
	}
	for _, why := range report.Skipped {
		t.Run("skipped", func(t *testing.T) { t.Skip(why) })
	}
}

// readAll reads what the check depends on, so that the go command knows of it: it does not take an
// old result for a new one when any of these files has changed.
func readAll(t *testing.T, root string) {
	for _, folder := range []string{"chapters", "code"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
				return err
			}
			_, err = os.ReadFile(name)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
