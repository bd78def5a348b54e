package typeset

import (
	"strings"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// outline writes the book from its title to its end: what is in front, a file for each chapter, what is at
// the back.
func (w *writer) outline() {
	w.file("front.typ", "")
	w.front()
	for _, p := range w.manu.Parts {
		for _, c := range p.Chapters {
			w.file(c.ID+".typ", strings.Trim(c.Path, "/")+"/index.md")
			w.chapter(c)
		}
	}
	w.file("back.typ", "")
	w.back()

	b := w.manu
	w.file("book.typ", "")
	w.f("#show: book.with(title: %s, author: %s, description: %s, edition: datetime(year: %d, month: %d, day: %d))\n",
		str(b.Title), str(b.Author), str(b.Description), b.Edition.Year(), b.Edition.Month(), b.Edition.Day())
	w.f("#if trial == none { include \"front.typ\" }\n#show: main-matter\n")
	for _, p := range b.Parts {
		w.part(p)
		for _, c := range p.Chapters {
			w.f("#if wanted(%[1]s) { giving(%[1]s, include %s) }\n", str(c.ID), str(c.ID+".typ"))
		}
	}
	w.f("#if trial == none { include \"back.typ\" }\n#tell-places()\n#tell-fill()\n")
}

// front writes the title page, the copyright, the contents and the preface.
func (w *writer) front() {
	b := w.manu
	for _, n := range b.Front {
		switch markup.Attr(n, "id") {
		case "title-page":
			w.f("#title-page(%s, %s, %s)[", str(b.Title), str(markup.Line(markup.First(n, markup.Is("p.lede")))), str(b.Author))
			for _, lane := range markup.All(n, markup.Is(".drip")) {
				w.drip(lane)
			}
			w.f("]\n")
		case "copyright":
			w.f("#copyright[\n")
			w.blocks(n)
			w.f("]\n")
		case "contents":
			w.f("#contents()\n")
		default:
			w.f("#front-section(%s, %s)\n", str(markup.Attr(n, "id")), str(markup.Line(markup.First(n, markup.Is("h1")))))
			w.blocks(n)
			w.f("#end-mark\n")
		}
	}
}

// part writes the page of a part, with its chapters.
func (w *writer) part(p *manuscript.Part) {
	w.f("#if trial == none { part(%s, %s, %s, (\n", str(p.ID), str(p.Number), str(p.Title))
	for _, c := range p.Chapters {
		w.f("(%s, %d, %s),\n", str(c.ID), c.Number, str(c.Title))
	}
	w.f(")) }\n")
}

func (w *writer) chapter(c *manuscript.Chapter) {
	w.f("#chapter(%s, %d, %s)[", str(c.ID), c.Number, str(c.Title))
	for _, n := range markup.All(c.Node, markup.Any("h1", "p.lede")) {
		w.id(n) // the index may lead to it
		if n.Data == "p" {
			w.inline(n)
		}
	}
	w.f("]\n")
	w.blocks(c.Node)
	w.f("#chapter-end\n")
}

// back writes what is behind the last chapter.
func (w *writer) back() {
	for _, s := range w.manu.Back {
		if s.ID == "the-index" {
			w.figureList()
			w.programList()
		}
		w.f("#back(%s, %s)\n", str(s.ID), str(s.Title))
		if s.ID == "the-index" {
			w.entries()
		} else {
			w.f("#in-back[\n")
			w.blocks(s.Node)
			w.f("]\n")
		}
		w.f("#end-mark\n")
	}
}
