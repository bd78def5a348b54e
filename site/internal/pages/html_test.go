package pages

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A document is a page, parsed.
type document struct {
	path string // below the base
	*html.Node
}

// documents parses all pages of the site.
func (s *site) documents(t *testing.T) (documents []document) {
	t.Helper()
	for _, path := range s.pages(t) {
		documents = append(documents, document{path, s.parse(t, path)})
	}
	return documents
}

func (s *site) parse(t *testing.T, path string) *html.Node {
	t.Helper()
	text, err := os.ReadFile(file(s.dir, path))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(bytes.ToLower(text), []byte("<!doctype html>")) {
		t.Errorf("/%s does not begin with <!doctype html>", path)
	}
	node, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("/%s: %v", path, err)
	}
	return node
}

// attribute returns an element's attribute, "" when it has none.
func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text returns the text in n.
func text(n *html.Node) string {
	var b strings.Builder
	for n := range n.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// elements returns the elements of a kind.
func (d document) elements(kind atom.Atom) (found []*html.Node) {
	for n := range d.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == kind {
			found = append(found, n)
		}
	}
	return found
}

// meta returns the content of the meta element whose name, property or http-equiv it is.
func (d document) meta(name string) string {
	for _, n := range d.elements(atom.Meta) {
		for _, key := range []string{"name", "property", "http-equiv"} {
			if strings.EqualFold(attribute(n, key), name) {
				return attribute(n, "content")
			}
		}
	}
	return ""
}

func TestEveryPageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	titles := map[string]string{}
	for _, d := range theSite(t).documents(t) {
		if n := len(d.elements(atom.H1)); n != 1 {
			t.Errorf("/%s has %d first headings, want one", d.path, n)
		}
		if lang := attribute(d.elements(atom.Html)[0], "lang"); lang != "en" {
			t.Errorf("/%s is in language %q", d.path, lang)
		}
		names := d.elements(atom.Title)
		for n := range d.Descendants() { // an SVG has a title of its own
			if n.Namespace == "svg" && n.Data == "title" {
				names = names[:min(1, len(names))]
			}
		}
		if len(names) != 1 || text(names[0]) == "" {
			t.Errorf("/%s has no title", d.path)
		} else if other, taken := titles[text(names[0])]; taken {
			t.Errorf("/%s and /%s have the same title %q", d.path, other, text(names[0]))
		} else {
			titles[text(names[0])] = d.path
		}
		for _, name := range []string{"description", "viewport", "og:title", "og:type", "og:description", "og:site_name"} {
			if d.meta(name) == "" {
				t.Errorf("/%s has no meta element %s", d.path, name)
			}
		}
		if d.path != "404.html" && d.meta("og:url") == "" {
			t.Errorf("/%s has no meta element og:url", d.path)
		}
	}
}

// A policy that allowed inline code would be none.
func TestEveryPageHasAStrictPolicyAndKeepsIt(t *testing.T) {
	t.Parallel()
	for _, d := range theSite(t).documents(t) {
		policy := d.meta("Content-Security-Policy")
		if policy == "" {
			t.Errorf("/%s has no Content-Security-Policy", d.path)
		}
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("the policy of /%s lacks %q: %s", d.path, part, policy)
			}
		}
		for _, part := range []string{"unsafe-inline", "'unsafe-eval'", "http:", "https:", "*", "ws:", "data:"} {
			if strings.Contains(policy, part) {
				t.Errorf("the policy of /%s allows %q: %s", d.path, part, policy)
			}
		}
		for n := range d.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "style" || n.Data == "script" && attribute(n, "src") == "" {
				t.Errorf("/%s: an inline %s: %.80s", d.path, n.Data, text(n))
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("/%s: <%s %s=%q>", d.path, n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

// What is no page is what it should be, too.
func TestFeedsMapsAndIndexesAreWellFormed(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	for _, name := range []string{"index.xml", "sitemap.xml"} {
		decoder := xml.NewDecoder(strings.NewReader(read(name)))
		for {
			_, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
	for name, want := range map[string]string{
		"index.xml":   `^<\?xml[^>]*>\s*<rss|^<rss`,
		"sitemap.xml": regexp.QuoteMeta("<loc>" + s.base),
		"robots.txt":  regexp.QuoteMeta(s.base + "sitemap.xml"),
		"404.html":    `(?i)not (here|found)|no (such )?page|nothing`,
		"llms.txt":    `^# Slow Poetry`,
	} {
		if !regexp.MustCompile(want).MatchString(read(name)) {
			t.Errorf("nothing in %s matches %s", name, want)
		}
	}
	for _, path := range s.chapters(t) {
		for _, name := range []string{"index.xml", "sitemap.xml", "llms.txt"} {
			if !strings.Contains(read(name), s.base+path) {
				t.Errorf("%s does not name %s%s", name, s.base, path)
			}
		}
	}
	var sections any
	if err := json.Unmarshal([]byte(read("search.json")), &sections); err != nil {
		t.Errorf("search.json: %v", err)
	}
}
