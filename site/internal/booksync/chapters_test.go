package booksync_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/booksync"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/remember"
)

// TestChaptersAreInSync checks the book itself. It changes nothing: `go tool book sync` does. What takes long is not done
// again for a chapter that was well, if nothing has changed that it depends on.
func TestChaptersAreInSync(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	library := readAll(t, root, "code") + readAll(t, root, "go.mod") + readAll(t, root, "go.sum")
	sums := map[string]string{} // by folder, of those that are to be checked
	var slowly []string
	chapters, _ := chapter.All(root)
	for _, c := range chapters {
		sum := remember.Sum(library, readAll(t, root, c.Folder))
		if !remember.Passed(t, path.Base(c.Folder), sum) {
			sums[c.Folder] = sum
			slowly = append(slowly, c.Folder)
		}
	}
	found := map[[2]string][]booksync.Finding{} // by folder and part
	skipped := map[string]bool{}                // folders in which not all is checked here
	check := func(parts, chapters []string) {
		t.Helper()
		report, err := booksync.Run(t.Context(), booksync.Options{Root: root, Chapters: chapters, Parts: parts, Check: true, Progress: t.Output()})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			folder := f.File
			for path.Dir(folder) != "chapters" && path.Dir(folder) != "." {
				folder = path.Dir(folder)
			}
			if _, ok := sums[folder]; !ok {
				sums[folder] = remember.Sum()
			}
			found[[2]string{folder, f.Part}] = append(found[[2]string{folder, f.Part}], f)
		}
		for _, why := range report.Skipped {
			t.Run("skipped", func(t *testing.T) { t.Skip(why) })
			folder, _, _ := strings.Cut(why, "/index.md")
			skipped[folder] = true
		}
	}
	check(booksync.Quick(), nil)
	if len(slowly) > 0 {
		check(booksync.Slow(), slowly)
	}
	for folder, sum := range sums {
		tell := func(t *testing.T) {
			for _, part := range booksync.Parts() {
				t.Run(part, func(t *testing.T) {
					for _, f := range found[[2]string{folder, part}] {
						t.Errorf("%v\n%s", f, f.Diff)
					}
				})
			}
		}
		if skipped[folder] {
			t.Run(path.Base(folder), tell) // and next time, too
		} else {
			remember.Part(t, path.Base(folder), sum, tell)
		}
	}
}

// readAll returns the names and sums of all files in a folder, or of a file.
func readAll(t *testing.T, root, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(folder)), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		text, err := os.ReadFile(name)
		fmt.Fprintln(&all, name, remember.Sum(string(text)))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return all.String()
}
