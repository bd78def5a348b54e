package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// site writes a folder of files, names and texts in turn.
func site(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		write(t, filepath.Join(dir, files[i]), files[i+1])
	}
	return dir
}

func holds(t *testing.T, folder string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		text, err := os.ReadFile(filepath.Join(folder, files[i]))
		if files[i+1] == "" && !os.IsNotExist(err) || files[i+1] != "" && string(text) != files[i+1] {
			t.Errorf("%s is %q, %v; want %q", files[i], text, err, files[i+1])
		}
	}
}

func replaceTwice(t *testing.T, folder string, between func()) {
	t.Helper()
	for i, from := range []string{
		site(t, "index.html", "one", "css/a.1.css", "a", "chapters/01/index.html", "c", "gone/index.html", "g"),
		site(t, "index.html", "two", "css/a.2.css", "b", "chapters/01/index.html", "d"),
	} {
		before, err := listed(folder)
		if err == nil {
			err = replaceSite(folder, before, from)
		}
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			between()
		}
	}
	holds(t, folder, "index.html", "two", "css/a.1.css", "", "css/a.2.css", "b", "chapters/01/index.html", "d", "gone/index.html", "", ".slowpoetry-new", "")
}

func TestWhatABuildHasNotMadeStays(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "site")
	replaceTwice(t, folder, func() {
		for name, text := range map[string]string{".git/config": "g", ".git/objects/aa": "x", "CNAME": "example.org", ".nojekyll": " ", "gone/notes.txt": "mine"} {
			write(t, filepath.Join(folder, name), text)
		}
	})
	holds(t, folder, ".git/config", "g", ".git/objects/aa", "x", "CNAME", "example.org", ".nojekyll", " ", "gone/notes.txt", "mine")
	if entries, err := os.ReadDir(filepath.Join(folder, "gone")); err != nil || len(entries) != 1 {
		t.Errorf("gone holds %v, %v", entries, err)
	}
}

func TestAFolderMayBeALinkOrACheckout(t *testing.T) {
	real := site(t, ".git/HEAD", "ref", "CNAME", "example.org")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(real, link); err != nil {
		t.Skip("no links here:", err)
	}
	replaceTwice(t, link, func() {})
	holds(t, real, "index.html", "two", ".git/HEAD", "ref", "CNAME", "example.org")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
}

func TestWhatIsInTheWayEndsABuildBeforeItChangesAnything(t *testing.T) {
	folder := site(t, ".slowpoetry", "index.html\n../out\n", "index.html", "old", "search.json", "mine")
	before, err := listed(folder)
	if err != nil {
		t.Fatal(err)
	}
	err = replaceSite(folder, before, site(t, "index.html", "new", "search.json", "theirs"))
	if err == nil || !strings.Contains(err.Error(), "search.json is in the way") {
		t.Errorf("error %v", err)
	}
	holds(t, folder, "index.html", "old", "search.json", "mine", ".slowpoetry", "index.html\n../out\n")
}

func TestOtherFoldersAreLeftAlone(t *testing.T) {
	for _, name := range []string{"novel.txt", "index.html"} {
		if _, err := listed(site(t, name, "The End.", ".git/HEAD", "ref")); err == nil || !strings.Contains(err.Error(), "holds other things") {
			t.Errorf("a folder with %s: %v", name, err)
		}
	}
}
