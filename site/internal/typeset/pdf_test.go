package typeset

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"slowpoetry/site/internal/markup"
)

func TestTheFileSaysWhatItIs(t *testing.T) {
	p := theBook(t)
	said := map[string]string{}
	for line := range strings.Lines(p.poppler(t, "pdfinfo", "-isodates")) {
		key, value, _ := strings.Cut(line, ":")
		said[key] = strings.TrimSpace(value)
	}
	for key, want := range map[string]string{
		"Title": p.book.Title, "Author": p.book.Author, "Subject": p.book.Description, "Tagged": "yes",
		"Pages": strconv.Itoa(p.Pages), "Page size": "504.567 x 666.142 pts",
	} {
		if said[key] != want {
			t.Errorf("%s is %q, want %q", key, said[key], want)
		}
	}
	if date := p.book.Edition.Format("2006-01-02"); !strings.HasPrefix(said["CreationDate"], date) {
		t.Errorf("it was made on %s, want %s", said["CreationDate"], date)
	}
}

var ours = regexp.MustCompile(`^[A-Z]{6}\+(source-serif-4|instrument-sans|iosevka)-latin|BookSigns`)

func TestFontsAreOursAndInTheFile(t *testing.T) {
	p := theBook(t)
	fonts := strings.Split(strings.TrimSpace(p.poppler(t, "pdffonts")), "\n")[2:]
	for _, line := range fonts {
		fields := strings.Fields(line) // name, type (three words), encoding, emb, sub, uni, object
		n := len(fields)
		if !ours.MatchString(line) || strings.Contains(line, "Type 3") || n < 5 || fields[n-5] != "yes" || fields[n-3] != "yes" {
			t.Errorf("a font is not ours, or not in the file, or cannot be copied from: %s", line)
		}
	}
	if len(fonts) < 8 {
		t.Errorf("the book has only %d fonts", len(fonts))
	}
}

func TestEveryChapterIsInTheBookmarks(t *testing.T) {
	p := theBook(t)
	marks := p.poppler(t, "pdftohtml", "-xml", "-i", "-stdout")
	_, marks, _ = strings.Cut(marks, "<outline>")
	item := regexp.MustCompile(`<item page="(\d+)">(.*?)</item>`)
	where := map[string]int{}
	for _, m := range item.FindAllStringSubmatch(marks, -1) {
		if _, known := where[m[2]]; !known { // answers stand under the same titles
			where[m[2]], _ = strconv.Atoi(m[1])
		}
	}
	for _, c := range p.book.Chapters() {
		want := p.place(t, c.ID).Page
		if got := where[c.Title]; got != want {
			t.Errorf("the bookmark of chapter %d leads to page %d, want %d", c.Number, got, want)
		}
		if want%2 == 0 {
			t.Errorf("chapter %d opens on a left-hand page, %d", c.Number, want)
		}
	}
	if len(where) < 10*len(p.book.Chapters()) {
		t.Errorf("only %d bookmarks", len(where))
	}
}

// place returns where something is.
func (p *printed) place(t *testing.T, id string) Place {
	t.Helper()
	for _, place := range p.Places {
		if place.ID == id {
			return place
		}
	}
	t.Fatalf("nothing has the address %q", id)
	return Place{}
}

func TestTheContentsSayWhereEveryChapterIs(t *testing.T) {
	p := theBook(t)
	text := p.poppler(t, "pdftotext", "-layout", "-f", "3", "-l", strconv.Itoa(p.place(t, "preface").Page-1))
	for _, c := range p.book.Chapters() {
		label := p.place(t, c.ID).Label
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^\s*%d\s+%s\s.*\D%s$`, c.Number, regexp.QuoteMeta(c.Title), label)).MatchString(text) {
			t.Errorf("chapter %d is on page %s, and the contents do not say so", c.Number, label)
		}
	}
}

func TestTextComesOutInTheOrderOfReading(t *testing.T) {
	p := theBook(t)
	text := strings.Join(strings.Fields(p.poppler(t, "pdftotext")), " ")
	at := strings.LastIndex(text, p.book.Chapters()[0].Title+" "+markup.Line(markup.First(p.book.Chapters()[0].Node, markup.Is("p.lede"))))
	if at < 0 {
		t.Fatal("the first chapter's title and what it is about do not stand together")
	}
	for _, c := range p.book.Chapters() {
		for _, s := range c.Sections {
			i := strings.Index(text[at:], s.Title)
			if i < 0 {
				t.Fatalf("chapter %d: %q does not come after what is before it", c.Number, s.Title)
			}
			at += i
		}
	}
}

func TestLinksLeadToPages(t *testing.T) {
	p := theBook(t)
	links := regexp.MustCompile(`<a href="([^"]*)">`).FindAllStringSubmatch(p.poppler(t, "pdftohtml", "-xml", "-i", "-stdout"), -1)
	for _, m := range links {
		_, page, isPage := strings.Cut(m[1], "#")
		n, err := strconv.Atoi(page)
		if out := strings.HasPrefix(m[1], "https://"); !out && (!isPage || err != nil || n < 1 || n > p.Pages) {
			t.Errorf("a link leads to %q", m[1])
		}
	}
	if least := 20 * len(p.book.Chapters()); len(links) < least {
		t.Errorf("only %d links, want %d at least", len(links), least)
	}
}

func TestListingsAreCodeAndFiguresHaveWords(t *testing.T) {
	p := theBook(t)
	tree := p.poppler(t, "pdfinfo", "-struct")
	code, figures := 0, 0
	for _, c := range p.book.Chapters() {
		figures += len(markup.All(c.Node, markup.Is("figure.figure")))
		code += len(markup.All(c.Node, markup.Any("figure.listing", "figure.console")))
	}
	if n := len(regexp.MustCompile(`(?m)^ *Figure:?$`).FindAllString(tree, -1)); n != figures {
		t.Errorf("of %d figures in the chapters, %d are figures in the PDF", figures, n)
	}
	if n := len(regexp.MustCompile(`(?m)^ *Code `).FindAllString(tree, -1)); n < code {
		t.Errorf("of %d pieces of code in the chapters, %d are code in the PDF", code, n)
	}
	// That each figure has words the engine has seen to, which makes no PDF/UA without.
	if !strings.Contains(string(p.PDF), "pdfuaid:part>1<") {
		t.Error("the PDF does not say that it is PDF/UA-1")
	}
}
