// Package markup finds and changes things in trees of HTML.
//
//	for _, note := range markup.All(doc, markup.Is("aside.note")) {
//		markup.Set(note, "id", "note-1")
//	}
//
// The one rule: functions that find return what was there when they were called, so that a caller
// may move and remove what they found.
package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Is returns a test for elements: by tag ("pre"), by class (".note"), or by both ("aside.note").
func Is(selector string) func(*html.Node) bool {
	tag, class, _ := strings.Cut(selector, ".")
	return func(n *html.Node) bool {
		return n.Type == html.ElementNode && (tag == "" || n.Data == tag) && (class == "" || HasClass(n, class))
	}
}

// Any returns a test for elements that one of the selectors fits.
func Any(selectors ...string) func(*html.Node) bool {
	tests := make([]func(*html.Node) bool, len(selectors))
	for i, s := range selectors {
		tests[i] = Is(s)
	}
	return func(n *html.Node) bool {
		return slices.ContainsFunc(tests, func(test func(*html.Node) bool) bool { return test(n) })
	}
}

// All returns the nodes below n that match, in the order of the text.
func All(n *html.Node, match func(*html.Node) bool) (found []*html.Node) {
	for d := range n.Descendants() {
		if match(d) {
			found = append(found, d)
		}
	}
	return found
}

// First returns the first node below n that matches, or nil.
func First(n *html.Node, match func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if match(d) {
			return d
		}
	}
	return nil
}

// Inside reports whether a node above n matches.
func Inside(n *html.Node, match func(*html.Node) bool) bool {
	for a := range n.Ancestors() {
		if match(a) {
			return true
		}
	}
	return false
}

// Attr returns the value of an attribute, "" where there is none.
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// Set gives an attribute a value, in place where it has one.
func Set(n *html.Node, key, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// Unset removes the attributes for which drop is true.
func Unset(n *html.Node, drop func(key string) bool) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return drop(a.Key) })
}

// HasClass reports whether n is of a class.
func HasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(Attr(n, "class")), class)
}

// AddClass adds n to a class.
func AddClass(n *html.Node, class string) {
	if !HasClass(n, class) {
		Set(n, "class", strings.TrimSpace(Attr(n, "class")+" "+class))
	}
}

// Text returns the text in n.
func Text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// Line returns the text in n with every run of white space made one space.
func Line(n *html.Node) string { return strings.Join(strings.Fields(Text(n)), " ") }

// Element returns a new element of a tag and a class, which may be empty, with children.
func Element(tag, class string, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag))}
	if class != "" {
		Set(n, "class", class)
	}
	return Append(n, children...)
}

// Word returns new text.
func Word(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

// Link returns a new link.
func Link(href, class string, children ...*html.Node) *html.Node {
	a := Element("a", class, children...)
	Set(a, "href", href)
	return a
}

// Append adds children to n, wherever they were before, and returns n.
func Append(n *html.Node, children ...*html.Node) *html.Node {
	for _, c := range children {
		Remove(c)
		n.AppendChild(c)
	}
	return n
}

// Prepend puts child before everything in n.
func Prepend(n, child *html.Node) {
	Remove(child)
	n.InsertBefore(child, n.FirstChild)
}

// Before puts n before a node that is there.
func Before(there, n *html.Node) {
	Remove(n)
	there.Parent.InsertBefore(n, there)
}

// Replace puts with where n was.
func Replace(n, with *html.Node) {
	Before(n, with)
	Remove(n)
}

// Remove takes n out of its tree.
func Remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// Unwrap puts the children of n where n was.
func Unwrap(n *html.Node) {
	for n.FirstChild != nil {
		Before(n, n.FirstChild)
	}
	Remove(n)
}

// Clone returns a copy of n and all that is in it.
func Clone(n *html.Node) *html.Node {
	c := Shallow(n)
	for child := range n.ChildNodes() {
		c.AppendChild(Clone(child))
	}
	return c
}

// Shallow returns a copy of n without what is in it.
func Shallow(n *html.Node) *html.Node {
	return &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
}

// Children returns copies of the nodes in n.
func Children(n *html.Node) (copies []*html.Node) {
	for child := range n.ChildNodes() {
		copies = append(copies, Clone(child))
	}
	return copies
}
