// Package manuscript makes one document of the book, for the PDF and for the EPUB.
//
//	book, err := manuscript.Read(page)     // the one that Hugo's "print" format writes
//	for _, part := range book.Parts {
//		for _, chapter := range part.Chapters {
//			fmt.Println(chapter.Number, chapter.Title, "is at", chapter.ID)
//		}
//	}
//
// The pages of the site became one page, so every link leads to another place of it; what is folded
// on the site, hints and answers, stands at the back; code is made of lines.
//
// The one rule: a link in the document leads somewhere in it, or out of the book. Read fails on the
// first that does not.
package manuscript

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// A Book is the whole document, and where its parts are in it.
type Book struct {
	Title, Description, Author string
	Edition                    time.Time

	Doc     *html.Node
	Body    *html.Node
	Front   []*html.Node // title page, copyright, contents, preface
	Parts   []*Part
	Preface *Section   // nil where there is none
	Back    []*Section // hints, answers, glossary, index, how the book was made
}

// A Part is some chapters under one name.
type Part struct {
	ID       string
	Number   string // in Roman numerals
	Title    string
	Node     *html.Node
	Chapters []*Chapter
}

// A Chapter is one article of the document.
type Chapter struct {
	ID       string // "c2"
	Number   int
	Path     string // of its page on the site
	Title    string
	Node     *html.Node
	Sections []*Section
}

// A Section is a heading with an address.
type Section struct {
	ID    string
	Title string
	Node  *html.Node // the heading in a chapter; all of it at the back of the book
}

// Read reads the page that holds everything, and makes the document.
func Read(page io.Reader) (*Book, error) {
	doc, err := html.Parse(page)
	if err != nil {
		return nil, err
	}
	b := &Book{Doc: doc, Body: markup.First(doc, markup.Is("body"))}
	if err := b.meta(); err != nil {
		return nil, err
	}
	if err := b.outline(); err != nil {
		return nil, err
	}
	b.strip()
	if err := b.link(); err != nil {
		return nil, err
	}
	b.turnToTheBack()
	for _, figure := range markup.All(b.Body, markup.Any("figure.listing", "figure.console")) {
		split(figure)
	}
	return b, b.check()
}

// meta reads what the head of the page says about the book.
func (b *Book) meta() (err error) {
	b.Title = markup.Line(markup.First(b.Doc, markup.Is("title")))
	said := map[string]string{}
	for _, m := range markup.All(b.Doc, markup.Is("meta")) {
		said[markup.Attr(m, "name")] = markup.Attr(m, "content")
	}
	b.Author, b.Description = said["author"], said["description"]
	if b.Edition, err = time.Parse(time.DateOnly, said["date"]); err != nil {
		return fmt.Errorf("the book's edition in site/hugo.toml is no date: %w", err)
	}
	return nil
}

// outline finds the parts, the chapters and their sections, and gives them addresses.
func (b *Book) outline() error {
	for _, anchor := range markup.All(b.Body, markup.Is("a.anchor")) { // which are no part of a title
		markup.Remove(anchor)
	}
	for n := range b.Body.ChildNodes() {
		switch {
		case n.Type != html.ElementNode:
		case markup.HasClass(n, "part"):
			number, title, _ := strings.Cut(markup.Attr(n, "data-name"), " · ")
			part := &Part{ID: markup.Attr(n, "id"), Number: number, Title: title, Node: n}
			for _, article := range markup.All(n, markup.Is("article.chapter")) {
				c, err := newChapter(article)
				if err != nil {
					return err
				}
				part.Chapters = append(part.Chapters, c)
			}
			b.Parts = append(b.Parts, part)
		case markup.HasClass(n, "back"):
			b.Back = append(b.Back, newSection(n))
		default:
			b.Front = append(b.Front, n)
			if markup.HasClass(n, "front") {
				b.Preface = newSection(n)
			}
		}
	}
	if len(b.Parts) == 0 {
		return errors.New("the book has no chapters")
	}
	return nil
}

// newSection returns a section that has pages of its own, with the addresses in it made those of the
// document.
func newSection(n *html.Node) *Section {
	id := markup.Attr(n, "id")
	for _, heading := range markup.All(n, markup.Any("h2", "h3")) {
		markup.Set(heading, "id", id+"-"+markup.Attr(heading, "id"))
	}
	return &Section{ID: id, Title: markup.Line(markup.First(n, markup.Is("h1"))), Node: n}
}

func newChapter(article *html.Node) (*Chapter, error) {
	number, err := strconv.Atoi(markup.Attr(article, "data-number"))
	if err != nil {
		return nil, fmt.Errorf("a chapter has no number: %w", err)
	}
	c := &Chapter{
		ID: fmt.Sprintf("c%d", number), Number: number, Node: article,
		Path:  markup.Attr(article, "data-path"),
		Title: markup.Line(markup.First(article, markup.Is("h1"))),
	}
	for _, heading := range markup.All(article, markup.Is("h2")) {
		id := c.address(markup.Attr(heading, "id"))
		c.Sections = append(c.Sections, &Section{ID: id, Title: markup.Line(heading), Node: heading})
	}
	markup.Set(article, "id", c.ID)
	return c, nil
}

// address is where something of the chapter's page is in the document.
func (c *Chapter) address(id string) string { return c.ID + "-" + id }

// strip removes what only a page on a screen needs.
func (b *Book) strip() {
	for _, n := range markup.All(b.Body, markup.Any("a.footnote-backref", ".scripted", ".which")) {
		markup.Remove(n)
	}
	for _, n := range markup.All(b.Body, func(n *html.Node) bool { return n.Type == html.ElementNode }) {
		markup.Unset(n, func(key string) bool {
			switch key {
			case "tabindex", "data-program", "data-plays", "data-vary", "data-exit", "data-needs", "data-chapter", "data-background", "data-terminal", "data-with":
				return true
			}
			return false
		})
		if n.Data == "pre" {
			markup.Unset(n, func(key string) bool { return key == "role" || key == "aria-label" })
		}
	}
	for _, caption := range markup.All(b.Body, markup.Is("figcaption")) {
		if markup.Line(caption) == "" {
			markup.Remove(caption)
		}
	}
}

// Chapters returns all chapters, in order.
func (b *Book) Chapters() (all []*Chapter) {
	for _, p := range b.Parts {
		all = append(all, p.Chapters...)
	}
	return all
}
