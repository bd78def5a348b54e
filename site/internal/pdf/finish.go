package pdf

import (
	"math"

	"slowpoetry/site/internal/manuscript"
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
