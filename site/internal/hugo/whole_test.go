package hugo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What readers need is listed, by the addresses of pages, and the version is that of all of it.
func TestTheWholeBookIsListed(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list := func() Whole {
		t.Helper()
		w, err := WholeOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	hash := strings.Repeat("0123456789abcdef", 4)
	for _, name := range []string{"index.html", "chapters/01-one/index.html", "js/main." + hash + ".js", "search.json", "icons/192.png"} {
		put(name, "ink")
	}
	first := list()
	for _, name := range []string{"404.html", "offline.js", "sitemap.xml", "robots.txt", "cover.png", "downloads/slow-poetry.pdf", "chapters/01-one/index.md", WholeName} {
		put(name, "ink")
	}
	if got := list(); got.Version != first.Version || got.Size != 15 {
		t.Errorf("with what no reader needs the list is %+v, before it was %+v", got, first)
	}
	const ink = "b728b7e775f708fa" // sha256sum
	want := []WholeFile{{"", ink, 3}, {"chapters/01-one/", ink, 3}, {"icons/192.png", ink, 3}, {"js/main." + hash + ".js", hash[:16], 3}, {"search.json", ink, 3}}
	for i, file := range want {
		if i >= len(first.Files) || first.Files[i] != file {
			t.Fatalf("listed are %+v, want %+v", first.Files, want)
		}
	}
	put("chapters/01-one/index.html", "more ink")
	if got := list(); got.Version == first.Version || got.Size != 20 {
		t.Errorf("with another page the list is %+v, before it was %+v", got, first)
	}
}
