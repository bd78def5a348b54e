package pdf

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// compose makes of the manuscript what is printed: with contents and an index, and with an empty
// element of class "page" wherever the number of a page will stand. Its data-page is the address of
// the thing whose page that is.
func compose(b *manuscript.Book) {
	index := b.Index() // first, since it looks at the text as it was written
	for _, p := range b.Parts {
		partPage(p)
	}
	if b.Preface != nil {
		markup.AddClass(markup.First(b.Preface.Node, markup.Is("h1")), "back-title")
	}
	for _, s := range b.Back {
		markup.AddClass(markup.First(s.Node, markup.Is("h1")), "back-title")
		if s.ID == "the-index" {
			markup.Append(s.Node, indexed(index))
		}
	}
	markup.Append(b.Front[2], contents(b))
	for _, c := range b.Chapters() {
		lower(c.Node)
	}
	references(b)
	for _, figure := range markup.All(b.Body, markup.Any("figure.listing", "figure.console")) {
		fit(figure)
	}
	notes(b.Body)
	for i, n := range markup.All(b.Body, markup.Is(".sided")) {
		if markup.Attr(n, "id") == "" {
			markup.Set(n, "id", fmt.Sprintf("side-%d", i+1))
		}
	}
	for _, a := range markup.All(b.Body, markup.Is("a")) {
		if href := markup.Attr(a, "href"); strings.HasPrefix(href, "http") {
			markup.Set(a, "data-url", strings.TrimPrefix(strings.TrimPrefix(href, "https://"), "http://"))
		}
	}
	for _, figure := range markup.All(b.Body, markup.Is("figure")) {
		figure.Data, figure.DataAtom = "div", 0 // a tag for a figure asks for words in its place; the drawing inside has them
	}
	markup.Append(b.Body, probes(b))
}

// notes gives notes, and the paragraphs that they stand beside, their addresses: "note-3" is beside
// "beside-3", and so is "note-3.2", one of a second note.
func notes(body *html.Node) {
	for i, note := range markup.All(body, markup.Is("aside.note")) {
		markup.AddClass(note, "sided")
		if beside := note.Parent; markup.HasClass(beside, "noted") {
			markup.Set(note, "id", fmt.Sprintf("note-%d", i+1))
			markup.Set(beside, "id", fmt.Sprintf("beside-%d", i+1))
			continue
		}
		before := note.PrevSibling
		for before != nil && before.Type != html.ElementNode {
			before = before.PrevSibling
		}
		if before == nil || !markup.HasClass(before, "noted") {
			continue
		}
		asides := markup.All(before, markup.Is("aside.note"))
		number := strings.TrimPrefix(markup.Attr(before, "id"), "beside-")
		markup.Set(note, "id", fmt.Sprintf("note-%s.%d", number, len(asides)+1))
		markup.After(asides[len(asides)-1], note)
	}
}

// partPage puts a page of its own in front of a part.
func partPage(p *manuscript.Part) {
	markup.Unset(p.Node, func(key string) bool { return key == "id" })
	title := markup.Element("h1", "part-title",
		markup.Element("span", "kicker", markup.Word("Part "+p.Number)), markup.Word(" "+p.Title))
	list := markup.Element("ol", "")
	for _, c := range p.Chapters {
		markup.Append(list, markup.Element("li", "", markup.Link("#"+c.ID, "",
			markup.Element("span", "number", markup.Word(strconv.Itoa(c.Number))), markup.Word(" "+c.Title))))
	}
	page := markup.Element("div", "part-page opens", title, list)
	markup.Set(page, "id", p.ID)
	markup.Prepend(p.Node, page)
	for _, c := range p.Chapters {
		markup.AddClass(c.Node, "opens")
	}
}

// lower makes each heading of a chapter one of a lower level, so that the bookmarks of a chapter
// are inside those of its part.
func lower(article *html.Node) {
	for _, h := range markup.All(article, markup.Any("h1", "h2", "h3", "h4", "h5")) {
		level := h.Data[1] - '0'
		markup.AddClass(h, []string{"", "title", "head", "subhead", "minor", "minor"}[level])
		h.Data = fmt.Sprintf("h%d", level+1)
		h.DataAtom = 0
	}
}

// page returns where the number of the page of id will stand.
func page(id string) *html.Node {
	a := markup.Link("#"+id, "page", markup.Word("000"))
	markup.Set(a, "data-page", id)
	return a
}

// contents lists parts, chapters and sections, and what stands at the back.
func contents(b *manuscript.Book) *html.Node {
	line := func(class, id string, title ...*html.Node) *html.Node {
		words := markup.Element("span", "words", markup.Link("#"+id, "", title...))
		return markup.Element("li", class, markup.Element("p", "", words, markup.Element("span", "leader"), page(id)))
	}
	list := markup.Element("ol", "")
	if p := b.Preface; p != nil {
		markup.Append(list, line("of-back", p.ID, markup.Word(p.Title)))
	}
	for _, p := range b.Parts {
		part := line("of-part", p.ID, markup.Element("span", "number", markup.Word(p.Number)), markup.Word(" "+p.Title))
		chapters := markup.Element("ol", "")
		for _, c := range p.Chapters {
			chapter := line("of-chapter", c.ID, markup.Element("span", "number", markup.Word(strconv.Itoa(c.Number))), markup.Word(" "+c.Title))
			sections := markup.Element("ol", "")
			for _, s := range c.Sections {
				markup.Append(sections, line("of-section", s.ID, heading(s.Node)...))
			}
			markup.Append(chapters, markup.Append(chapter, sections))
		}
		markup.Append(list, markup.Append(part, chapters))
	}
	for _, s := range b.Back {
		markup.Append(list, line("of-back", s.ID, markup.Word(s.Title)))
	}
	return list
}

// heading returns copies of what is in a heading.
func heading(n *html.Node) []*html.Node {
	return markup.Children(n)
}

// indexed returns the index under its letters.
func indexed(entries []*manuscript.Entry) *html.Node {
	all := markup.Element("div", "entries")
	letter := ""
	for _, e := range entries {
		if l := e.Letter(); l != letter {
			letter = l
			markup.Append(all, markup.Element("p", "letter", markup.Word(l)))
		}
		name := markup.Word(e.Name)
		if e.Code {
			name = markup.Element("code", "", name)
		}
		entry := markup.Element("p", "entry", name)
		for _, r := range e.Refs {
			p := page(r.ID)
			if r.Main {
				markup.AddClass(p, "main")
			}
			markup.Append(entry, markup.Element("span", "at", markup.Word(", "), p))
		}
		markup.Append(all, entry)
	}
	return all
}

// references gives every link from place to place in the book the page that it leads to.
func references(b *manuscript.Book) {
	nodes := []*html.Node{}
	for _, c := range b.Chapters() {
		nodes = append(nodes, c.Node)
	}
	for _, s := range b.Back {
		if s.ID != "the-index" {
			nodes = append(nodes, s.Node)
		}
	}
	for _, n := range nodes {
		for _, a := range markup.All(n, markup.Is("a")) {
			id, inside := strings.CutPrefix(markup.Attr(a, "href"), "#")
			if !inside || markup.HasClass(a, "page") || markup.HasClass(a, "footnote-ref") {
				continue
			}
			reference(a, id)
		}
	}
}

// reference puts the page of id behind the link a.
func reference(a *html.Node, id string) {
	number := page(id)
	named := strings.HasPrefix(markup.Text(a), "Figure") ||
		markup.Inside(a, markup.Any("p.turn", "p.of", ".where")) || markup.HasClass(a, "where")
	if !named {
		markup.After(a, markup.Element("span", "ref", markup.Word(" (page\u00a0"), number, markup.Word(")")))
		return
	}
	ref := markup.Element("span", "ref", markup.Word(", page\u00a0"), number)
	markup.After(a, ref)
	if next := ref.NextSibling; next != nil && next.Type == html.TextNode && strings.HasPrefix(next.Data, " ") || next != nil && next.Type == html.TextNode && strings.HasPrefix(next.Data, "\n") {
		markup.Append(ref, markup.Word(",")) // the sentence goes on
	}
}

// probes returns links to everything whose page matters. Chromium tells the places of what is
// linked to, and of nothing else; that nobody sees the link does not matter.
func probes(b *manuscript.Book) *html.Node {
	box := markup.Element("div", "probes")
	markup.Set(box, "hidden", "")
	for _, n := range markup.All(b.Body, markup.Any(".sided", ".noted", ".opens", ".back", ".contents", ".copyright", ".title-page")) {
		markup.Append(box, markup.Link("#"+markup.Attr(n, "id"), ""))
	}
	return box
}
