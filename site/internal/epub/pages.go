package epub

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// A builder makes pages of the document.
type builder struct {
	book  *manuscript.Book
	files []file
	where map[string]string // the page that each address is on
	nodes []*html.Node      // of the pages, beside files
}

// pages returns the pages of the book in the order of reading.
func pages(b *manuscript.Book) ([]file, error) {
	p := &builder{book: b, where: map[string]string{}}
	for _, n := range markup.All(b.Body, markup.Any("figure.listing", "figure.console")) {
		narrow(n)
	}
	for _, n := range markup.All(b.Body, func(n *html.Node) bool { return n.Type == html.TextNode }) {
		code, listing := markup.Is("code"), markup.Is("pre")
		if markup.Inside(n, markup.Is("span.command")) || markup.Inside(n, code) && !markup.Inside(n, listing) {
			keepFlags(n)
		}
	}
	p.collect()
	for i, n := range p.nodes {
		for _, d := range append(markup.All(n, func(*html.Node) bool { return true }), n) {
			if id := markup.Attr(d, "id"); id != "" {
				p.where[id] = p.files[i].name
			}
		}
	}
	for i, n := range p.nodes {
		if err := p.finish(&p.files[i], n); err != nil {
			return nil, fmt.Errorf("%s: %w", p.files[i].name, err)
		}
	}
	return p.files, nil
}

// page adds a page.
func (p *builder) page(id, title string, n *html.Node) {
	p.files = append(p.files, file{id: id, name: id + ".xhtml", kind: "application/xhtml+xml", page: true, data: []byte(title)})
	p.nodes = append(p.nodes, n)
}

// collect adds all pages, without their text.
func (p *builder) collect() {
	b := p.book
	img := markup.Element("img", "")
	markup.Set(img, "src", "cover.png")
	markup.Set(img, "alt", b.Title+", the cover: a poem that arrives in pieces, in three lanes")
	p.page("cover-page", b.Title, typed("section", "cover", markup.Element("div", "cover", img)))
	for _, n := range b.Front {
		switch id := markup.Attr(n, "id"); id {
		case "title-page":
			for _, d := range markup.All(n, markup.Is(".drip")) {
				markup.Remove(d)
			}
			p.page(id, b.Title, as(n, "titlepage"))
		case "copyright":
			p.page(id, "Copyright", as(n, "copyright-page"))
		case "contents":
			p.page("nav", "Contents", p.nav())
			p.files[len(p.files)-1].properties = "nav"
		case "preface":
			p.page(id, b.Preface.Title, as(n, "preface"))
		}
	}
	for _, part := range b.Parts {
		title := markup.Element("h1", "part", markup.Element("span", "kicker", markup.Word("Part "+part.Number)), markup.Word(" "+part.Title))
		page := typed("section", "part", title)
		markup.Set(page, "id", part.ID)
		p.page(part.ID, part.Title, page)
		for _, c := range part.Chapters {
			p.page(c.ID, fmt.Sprintf("%d %s", c.Number, c.Title), as(c.Node, "chapter"))
		}
	}
	for _, s := range b.Back {
		if s.ID != "the-index" { // a reader has a search
			p.page(s.ID, s.Title, as(s.Node, map[string]string{"glossary": "glossary", "made": "colophon"}[s.ID]))
		}
	}
}

// typed returns an element that says what it is.
func typed(tag, kind string, children ...*html.Node) *html.Node {
	return as(markup.Element(tag, "", children...), kind)
}

func as(n *html.Node, kind string) *html.Node {
	if kind != "" {
		markup.Set(n, "epub:type", kind)
	}
	return n
}

// nav returns the contents.
func (p *builder) nav() *html.Node {
	item := func(to string, title ...*html.Node) *html.Node {
		return markup.Element("li", "", markup.Link("#"+to, "", title...))
	}
	list := markup.Element("ol", "")
	if s := p.book.Preface; s != nil {
		markup.Append(list, item(s.ID, markup.Word(s.Title)))
	}
	for _, part := range p.book.Parts {
		chapters := markup.Element("ol", "")
		for _, c := range part.Chapters {
			sections := markup.Element("ol", "")
			for _, s := range c.Sections {
				markup.Append(sections, item(s.ID, markup.Word(s.Title)))
			}
			markup.Append(chapters, markup.Append(item(c.ID, markup.Word(fmt.Sprintf("%d %s", c.Number, c.Title))), sections))
		}
		markup.Append(list, markup.Append(item(part.ID, markup.Word(part.Number+" · "+part.Title)), chapters))
	}
	for _, s := range p.book.Back {
		if s.ID != "the-index" {
			markup.Append(list, item(s.ID, markup.Word(s.Title)))
		}
	}
	toc := typed("nav", "toc", markup.Element("h1", "", markup.Word("Contents")), list)
	markup.Set(toc, "id", "contents")

	marks := markup.Element("ol", "")
	for _, mark := range [][3]string{
		{"cover", "cover-page.xhtml", "Cover"}, {"toc", "#contents", "Contents"}, {"bodymatter", "#" + p.book.Chapters()[0].ID, "The text"},
	} {
		link := as(markup.Link(mark[1], "", markup.Word(mark[2])), mark[0])
		markup.Append(marks, markup.Element("li", "", link))
	}
	landmarks := typed("nav", "landmarks", markup.Element("h2", "", markup.Word("Where to begin")), marks)
	markup.Set(landmarks, "hidden", "hidden")
	return markup.Element("section", "", toc, landmarks)
}

// finish writes a page, whose data was its title until now.
func (p *builder) finish(f *file, n *html.Node) error {
	for _, a := range markup.All(n, markup.Is("a")) {
		if id, inside := strings.CutPrefix(markup.Attr(a, "href"), "#"); inside {
			page := p.where[id]
			if page == "" {
				return fmt.Errorf("a link leads to %q, which is not in the EPUB", id)
			}
			if page != f.name {
				markup.Set(a, "href", page+"#"+id)
			}
		}
	}
	if markup.First(n, markup.Is("svg")) != nil {
		f.properties = strings.TrimSpace(f.properties + " svg")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head>
<title>%s</title>
<link rel="stylesheet" type="text/css" href="book.css"/>
</head>
<body>
`, escaped(string(f.data)))
	write(&b, n, "")
	b.WriteString("\n</body>\n</html>\n")
	f.data = b.Bytes()
	return wellFormed(f.data)
}

// wellFormed returns an error when a reader of XML would stumble.
func wellFormed(page []byte) error {
	d := xml.NewDecoder(bytes.NewReader(page))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

var namespaces = map[string]string{"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}

// write writes a tree as XHTML. outer is the namespace around it.
func write(b *bytes.Buffer, n *html.Node, outer string) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(escaped(n.Data))
		return
	case html.ElementNode:
	default:
		return
	}
	b.WriteString("<" + n.Data)
	if n.Namespace != outer {
		fmt.Fprintf(b, ` xmlns="%s"`, namespaces[n.Namespace])
	}
	for _, a := range n.Attr {
		if a.Key == "xmlns" || strings.HasPrefix(a.Key, "data-") || a.Namespace == "xmlns" {
			continue
		}
		fmt.Fprintf(b, ` %s="%s"`, a.Key, escaped(a.Val))
	}
	if n.FirstChild == nil {
		b.WriteString("/>")
		if n.Namespace == "" && !void(n.Data) {
			b.Truncate(b.Len() - 2)
			b.WriteString("></" + n.Data + ">")
		}
		return
	}
	b.WriteString(">")
	for child := range n.ChildNodes() {
		write(b, child, n.Namespace)
	}
	b.WriteString("</" + n.Data + ">")
}

// void reports whether elements of a tag have no content.
func void(tag string) bool {
	switch tag {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}

func crc(data []byte) uint32 { return crc32.ChecksumIEEE(data) }
