package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"slowpoetry/site/internal/manuscript"
)

// A layout is what one printing tells the next.
type layout struct {
	Blanks []string          // addresses of what has an empty page in front of it, to open on the right
	Labels map[string]string // what stands for the page of an address
	Left   []string          // addresses of what reaches into the margin, and does so on the left
	Kept   []string          // addresses of paragraphs whose notes would come a page later
	Heads  []string          // for each page, what stands at its head
	Feet   []string          // and at its foot

	start int // the page that is page 1
}

// equal reports whether nothing has moved.
func (l *layout) equal(m *layout) bool {
	return slices.Equal(l.Blanks, m.Blanks) && maps.Equal(l.Labels, m.Labels) &&
		slices.Equal(l.Left, m.Left) && slices.Equal(l.Kept, m.Kept) && slices.Equal(l.Heads, m.Heads) && slices.Equal(l.Feet, m.Feet)
}

// An opening is a place where a new page begins, and what the heads of the pages after it say.
type opening struct {
	id    string
	right bool   // it is on a right-hand page
	quiet bool   // the page has no number on it
	left  string // the heads from the next page on
	head  string
}

// openings lists them in order.
func openings(b *manuscript.Book) []opening {
	all := []opening{
		{id: "title-page", right: true, quiet: true},
		{id: "copyright", quiet: true},
		{id: "contents", right: true, left: "Contents", head: "Contents"},
	}
	if p := b.Preface; p != nil {
		all = append(all, opening{id: p.ID, right: true, left: p.Title, head: p.Title})
	}
	for _, p := range b.Parts {
		all = append(all, opening{id: p.ID, right: true, quiet: true})
		for _, c := range p.Chapters {
			all = append(all, opening{id: c.ID, right: true, left: b.Title, head: fmt.Sprintf("%d\u2002%s", c.Number, c.Title)})
		}
	}
	for i, s := range b.Back {
		all = append(all, opening{id: s.ID, right: i == 0, left: b.Title, head: s.Title})
	}
	return all
}

// next returns the layout that follows from where a printing with layout l has put things.
func (l *layout) next(b *manuscript.Book, pages int, places map[string]place, sided []string) (*layout, error) {
	n := &layout{Labels: map[string]string{}, Heads: make([]string, pages), Feet: make([]string, pages)}
	all := openings(b)
	starts := make([]int, len(all)) // the pages they are on
	moved := 0                      // how many more pages there will be in front
	for i, o := range all {
		at, ok := places[o.id]
		if !ok {
			return nil, fmt.Errorf("no page is known for %q", o.id)
		}
		starts[i] = at.page
		if slices.Contains(l.Blanks, o.id) {
			moved--
		}
		if o.right && (at.page+moved)%2 == 0 {
			n.Blanks = append(n.Blanks, o.id)
			moved++
		}
	}
	n.start = starts[slices.IndexFunc(all, func(o opening) bool { return o.id == b.Parts[0].ID })]
	for i, o := range all {
		end := pages + 1
		if i+1 < len(all) {
			end = starts[i+1]
			if slices.Contains(l.Blanks, all[i+1].id) {
				end--
			}
		}
		for p := starts[i]; p < end; p++ {
			n.Feet[p-1] = n.label(p)
			switch {
			case p == starts[i]:
			case p%2 == 0:
				n.Heads[p-1] = o.left
			default:
				n.Heads[p-1] = o.head
			}
		}
		if o.quiet {
			n.Feet[starts[i]-1] = ""
		}
	}
	for id, at := range places {
		n.Labels[id] = n.label(at.page)
	}
	for _, id := range sided {
		if places[id].page%2 == 0 {
			n.Left = append(n.Left, id)
		}
		// One that has been kept stays kept, or it would move to and fro.
		number, _, _ := strings.Cut(strings.TrimPrefix(id, "note-"), ".")
		beside := "beside-" + number
		at, noted := places[beside]
		if slices.Contains(l.Kept, beside) || noted && at.page < places[id].page {
			n.Kept = append(n.Kept, beside)
		}
	}
	return n, nil
}

// label is what a page is called: i, ii, iii until the first part, then 1, 2, 3.
func (l *layout) label(page int) string {
	if page < l.start {
		return roman(page)
	}
	return fmt.Sprint(page - l.start + 1)
}

func roman(n int) string {
	var b strings.Builder
	for _, digit := range []struct {
		value int
		word  string
	}{{50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= digit.value; n -= digit.value {
			b.WriteString(digit.word)
		}
	}
	return b.String()
}

// style returns rules that write the heads and the feet. The margin of a page can show no text of
// its own in Chromium, but it can show the number of the page in any system of counting: here is
// one in which the word for the number is what we want to stand there.
func (l *layout) style() string {
	var b strings.Builder
	for _, style := range []struct {
		name  string
		words []string
	}{{"heads", l.Heads}, {"feet", l.Feet}} {
		fmt.Fprintf(&b, "@counter-style %s { system: fixed; suffix: \"\"; symbols:", style.name)
		for _, word := range style.words {
			fmt.Fprintf(&b, " \"%s\"", strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(word))
		}
		b.WriteString("; }\n")
	}
	return b.String()
}
