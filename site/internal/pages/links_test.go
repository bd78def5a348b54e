package pages

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A checker resolves links within a site, and remembers what it has seen.
type checker struct {
	site  *site
	names map[string]map[string]bool // the ids on each page
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	for name, publish := range map[string]func() (*site, error){"at the root": atRoot, "under a path": deeper} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := published(t, publish)
			documents := s.documents(t)
			c := checker{s, map[string]map[string]bool{}}
			for _, d := range documents {
				c.names[d.path] = map[string]bool{}
				for n := range d.Descendants() {
					if id := attribute(n, "id"); id != "" {
						if c.names[d.path][id] {
							t.Errorf("/%s: two elements have the id %q", d.path, id)
						}
						c.names[d.path][id] = true
					}
				}
			}
			count := 0
			where := map[string][]string{} // by problem, the pages that have it
			for _, d := range documents {
				for n := range d.Descendants() {
					for _, link := range links(n) {
						count++
						if problem := c.check(d, n, link); problem != "" {
							problem = fmt.Sprintf("<%s> %s %s", n.Data, link, problem)
							where[problem] = append(where[problem], d.path)
						}
					}
				}
			}
			t.Logf("%d links", count)
			for problem, pages := range where {
				t.Errorf("/%s: %s (%d times in the site)", pages[0], problem, len(pages))
			}
		})
	}
}

// links returns the addresses that an element refers to.
func links(n *html.Node) (found []string) {
	if n.Type != html.ElementNode {
		return nil
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "href" || a.Key == "src" || a.Key == "poster" || a.Key == "data":
			found = append(found, a.Val)
		case n.Data == "meta" && a.Key == "content" && strings.HasPrefix(a.Val, "http"):
			found = append(found, a.Val)
		case strings.HasPrefix(a.Key, "aria-labelledby") || a.Key == "aria-describedby" || a.Key == "aria-controls" || a.Key == "for":
			for id := range strings.FieldsSeq(a.Val) {
				found = append(found, "#"+id)
			}
		case strings.HasPrefix(a.Val, "url(#"): // in a figure
			found = append(found, strings.TrimSuffix(strings.TrimPrefix(a.Val, "url("), ")"))
		}
	}
	return found
}

// check returns what is wrong with a link of an element of d, or "".
func (c checker) check(d document, n *html.Node, link string) string {
	base, err := url.Parse(c.site.base + d.path)
	if err != nil {
		return err.Error()
	}
	to, err := base.Parse(link)
	if err != nil {
		return err.Error()
	}
	if to.Host != base.Host {
		if n.Data == "a" && (to.Scheme == "https" || to.Scheme == "mailto") {
			return "" // a reader may follow it, or not
		}
		return "is on another host"
	}
	path, inside := strings.CutPrefix(to.Path, c.site.path)
	if !inside {
		return "leaves the site, which is at " + c.site.path
	}
	info, err := os.Stat(filepath.Join(c.site.dir, filepath.FromSlash(path)))
	switch {
	case err != nil:
		return "is not there"
	case info.IsDir() && path != "" && !strings.HasSuffix(path, "/"):
		return "is a folder, and needs a slash at its end"
	}
	if to.Fragment == "" {
		return ""
	}
	names, ok := c.names[path]
	if !ok {
		return "is no page that could have a part " + to.Fragment
	}
	if !names[to.Fragment] {
		return "has no part " + to.Fragment
	}
	return ""
}
