package pdf

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// trim is the width of the book's page. The sheets that Chromium prints are wider: they have a
// margin for notes on both sides.
const trim = 178 / 25.4 * 72

// cut cuts the sheets. A left-hand page is the left part of its sheet, a right-hand page the right.
func (f *file) cut() {
	for i, r := range f.pages {
		page := f.dict(r)
		box := f.array(page["MediaBox"])
		if len(box) != 4 {
			continue
		}
		width, _ := box[2].(float64)
		height, _ := box[3].(float64)
		left := 0.0
		if i%2 == 0 { // pages 1, 3, 5
			left = width - trim
		}
		round := func(x float64) float64 { return math.Round(x*100) / 100 }
		page["MediaBox"] = []any{round(left), 0.0, round(left + trim), height}
		f.set(r, page)
	}
}

// describe writes what a reader's program shows about the book.
func (f *file) describe(b *manuscript.Book, l *layout) {
	date := text(b.Edition.Format("D:20060102150405Z"))
	if info, ok := f.trailer["Info"].(ref); ok {
		f.set(info, dict{
			"Title": unicode(b.Title), "Author": unicode(b.Author), "Subject": unicode(b.Description),
			"Creator": text("go tool book pdf"), "Producer": f.dict(info)["Producer"],
			"CreationDate": date, "ModDate": date,
		})
	}
	if root, ok := f.trailer["Root"].(ref); ok {
		catalog := f.catalog()
		catalog["PageMode"] = name("UseOutlines")
		catalog["PageLabels"] = dict{"Nums": []any{
			0.0, dict{"S": name("r")},
			float64(l.start - 1), dict{"S": name("D")},
		}}
		f.set(root, catalog)
	}
}

// A bookmark is what leads to a heading, and how deep it is among the others.
type bookmark struct {
	object ref
	title  string
	level  int
	page   int
}

// bookmarks returns those of the file, in order.
func (f *file) bookmarks() (all []bookmark) {
	numbers := map[ref]int{}
	for i, r := range f.pages {
		numbers[r] = i + 1
	}
	var walk func(first any, level int)
	walk = func(first any, level int) {
		for o := first; o != nil && level < 8; {
			r, _ := o.(ref)
			d := f.dict(r)
			title, _ := d["Title"].(text)
			mark := bookmark{object: r, title: string(title), level: level}
			if dest := f.array(d["Dest"]); len(dest) > 0 {
				page, _ := dest[0].(ref)
				mark.page = numbers[page]
			}
			all = append(all, mark)
			walk(d["First"], level+1)
			o = d["Next"]
		}
	}
	walk(f.dict(f.catalog()["Outlines"])["First"], 1)
	return all
}

// name names the bookmarks. Chromium has them in the right places, but puts together what a
// heading is made of as it comes, and twice where it has laid it out twice.
func (f *file) name(titles []string) error {
	marks := f.bookmarks()
	if len(marks) != len(titles) {
		return fmt.Errorf("the book has %d headings, and its PDF %d bookmarks", len(titles), len(marks))
	}
	for i, mark := range marks {
		d := f.dict(mark.object)
		d["Title"] = unicode(titles[i])
		f.set(mark.object, d)
	}
	return nil
}

// titles returns what the bookmarks are to be called.
func titles(b *manuscript.Book) (all []string) {
	numbers := map[*html.Node]int{}
	for _, c := range b.Chapters() {
		numbers[markup.First(c.Node, markup.Is(".title"))] = c.Number
	}
	for _, h := range markup.All(b.Body, markup.Any("h1", "h2", "h3", "h4", "h5", "h6")) {
		title := markup.Line(h)
		if n := numbers[h]; n > 0 {
			title = fmt.Sprintf("%d %s", n, title)
		}
		if kicker := markup.First(h, markup.Is(".kicker")); kicker != nil {
			name := markup.Line(kicker)
			title = name + " · " + strings.TrimSpace(strings.TrimPrefix(title, name))
		}
		all = append(all, title)
	}
	return all
}
