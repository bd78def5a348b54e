package manuscript

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// link makes all addresses in the document addresses of this document.
func (b *Book) link() error {
	chapters := map[string]*Chapter{}
	for _, c := range b.Chapters() {
		chapters[c.Path] = c
		c.rename()
	}
	for _, dt := range markup.All(b.Body, markup.Is("dt")) {
		markup.Set(dt, "id", "glossary-"+markup.Attr(dt, "id"))
	}
	for _, a := range markup.All(b.Body, markup.Is("a")) {
		href := markup.Attr(a, "href")
		path, fragment, _ := strings.Cut(href, "#")
		c := chapters[path]
		switch {
		case c != nil && fragment == "":
			markup.Set(a, "href", "#"+c.ID)
		case c != nil:
			markup.Set(a, "href", "#"+c.address(fragment))
		case path == "/glossary/":
			markup.Set(a, "href", "#glossary")
		case strings.HasPrefix(path, "/source/"): // files are not in the book
			markup.Unwrap(a)
		case path != "" && !strings.Contains(path, ":"):
			return fmt.Errorf("%s: a link to %s, which is no part of the book on paper", b.where(a), href)
		}
	}
	return nil
}

// rename makes the addresses in a chapter different from those of other chapters. The figures'
// own are already.
func (c *Chapter) rename() {
	drawing := markup.Is("svg")
	for _, n := range markup.All(c.Node, func(n *html.Node) bool { return n.Type == html.ElementNode }) {
		if drawing(n) || markup.Inside(n, drawing) {
			continue
		}
		for i, a := range n.Attr {
			switch {
			case a.Key == "id":
				n.Attr[i].Val = c.address(a.Val)
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				n.Attr[i].Val = "#" + c.address(a.Val[1:])
			}
		}
	}
}

// check returns an error when an address is there twice, or a link leads to one that is not there.
func (b *Book) check() error {
	there := map[string]bool{}
	for _, n := range markup.All(b.Doc, func(n *html.Node) bool { return markup.Attr(n, "id") != "" }) {
		id := markup.Attr(n, "id")
		if there[id] {
			return fmt.Errorf("two things in the book have the address %q", id)
		}
		there[id] = true
	}
	for _, a := range markup.All(b.Body, markup.Is("a")) {
		if id, inside := strings.CutPrefix(markup.Attr(a, "href"), "#"); inside && !there[id] {
			return fmt.Errorf("%s: a link leads to %q, which is not there", b.where(a), id)
		}
	}
	return nil
}

// where says in which chapter a node is.
func (b *Book) where(n *html.Node) string {
	for _, c := range b.Chapters() {
		for a := range n.Ancestors() {
			if a == c.Node {
				return fmt.Sprintf("chapter %d", c.Number)
			}
		}
	}
	return "outside the chapters"
}
