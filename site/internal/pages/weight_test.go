package pages

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// heaviest is how much a chapter's page may weigh in bytes, compressed, typefaces excepted.
const heaviest = 60_000

// A chapter is read on trains: its page, its style and its scripts come in a moment.
func TestAChapterIsLight(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	for _, path := range s.chapters(t) {
		parts := map[string]int{"HTML with its figures": s.weight(t, path)}
		d := document{path, s.parse(t, path)}
		for n := range d.Descendants() {
			if link := resource(n); link != "" {
				address, err := url.Parse(link)
				if err != nil {
					t.Fatal(err)
				}
				parts[link] = s.weight(t, strings.TrimPrefix(address.Path, s.path))
			}
		}
		sum := 0
		for _, size := range parts {
			sum += size
		}
		t.Logf("/%s weighs %d bytes: %v", path, sum, parts)
		if sum > heaviest {
			t.Errorf("/%s weighs %d bytes compressed, %d are allowed", path, sum, heaviest)
		}
	}
}

// resource returns the address of what an element makes the browser fetch at once, "" if nothing
// or a typeface.
func resource(n *html.Node) string {
	if n.Type != html.ElementNode {
		return ""
	}
	switch n.Data {
	case "script", "img":
		return attribute(n, "src")
	case "link":
		switch attribute(n, "rel") {
		case "stylesheet", "modulepreload", "icon", "manifest":
			return attribute(n, "href")
		}
	}
	return ""
}

// weight returns the size of a file of the site as it is sent.
func (s *site) weight(t *testing.T, path string) int {
	t.Helper()
	text, err := os.ReadFile(file(s.dir, path))
	if err != nil {
		t.Fatal(err)
	}
	return len(squeeze(text))
}
