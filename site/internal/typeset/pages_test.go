package typeset

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"slowpoetry/site/internal/markup"
)

// A word is where one stands on a page, in points.
type word struct {
	left, top, right, foot float64
	text                   string
}

var (
	pageStart = regexp.MustCompile(`<page width="([0-9.]+)" height="([0-9.]+)">`)
	wordAt    = regexp.MustCompile(`<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*?)</word>`)
)

// words returns the words of each page; those of page n are at n.
func (p *printed) words(t *testing.T) [][]word {
	t.Helper()
	if p.pages != nil {
		return p.pages
	}
	pages := [][]word{nil}
	for line := range strings.Lines(p.poppler(t, "pdftotext", "-bbox")) {
		if pageStart.MatchString(line) {
			pages = append(pages, nil)
		}
		if m := wordAt.FindStringSubmatch(line); m != nil {
			var box [4]float64
			for i := range box {
				box[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			n := len(pages) - 1
			pages[n] = append(pages[n], word{box[0], box[1], box[2], box[3], m[5]})
		}
	}
	p.pages = pages
	return pages
}

// The page, in points.
const (
	mm        = 72 / 25.4
	pageWidth = 178 * mm
	pageHigh  = 235 * mm
	textWidth = 112 * mm
	spine     = 18 * mm
	margin    = 23 * mm // above and below the text
)

func TestThePagesAreAsManyAsABookOfThisLengthHas(t *testing.T) {
	p := theBook(t)
	count := 0
	for _, c := range p.book.Chapters() {
		count += len(strings.Fields(markup.Text(c.Node)))
	}
	t.Logf("%d pages for %d words, code among them; set %d times, %.1f MB", p.Pages, count, p.Rounds, float64(len(p.PDF))/1e6)
	if least, most := count/450, count/120+20; p.Pages < least || p.Pages > most {
		t.Errorf("%d words are on %d pages; from %d to %d were to be expected", count, p.Pages, least, most)
	}
	if len(p.PDF) > 10e6 {
		t.Errorf("the PDF has %d bytes, more than ten million", len(p.PDF))
	}
}

func TestAllIsInsideThePage(t *testing.T) {
	const edge = 5 * mm
	pages := theBook(t).words(t)
	for n, words := range pages[1:] {
		for _, w := range words {
			if n > 0 && (w.left < edge || w.right > pageWidth-edge || w.top < edge || w.foot > pageHigh-edge) {
				t.Errorf("page %d: %q reaches the edge of the paper (%.0f to %.0f, %.0f to %.0f)", n+1, w.text, w.left, w.right, w.top, w.foot)
			}
		}
	}
}

func TestNoHeadingIsAtTheFootOfAPage(t *testing.T) {
	for _, place := range theBook(t).Places {
		if place.Kind == "heading" && place.Y > pageHigh-margin-3*13.6 { // two lines have to follow
			t.Errorf("%q is at the foot of page %d", place.ID, place.Page)
		}
	}
}

func TestNotesAreNotOverEachOther(t *testing.T) {
	pages := theBook(t).words(t)
	found := 0
	for n, words := range pages {
		var notes []word
		for _, w := range words {
			outside := w.left > spine+textWidth+3*mm
			if n%2 == 0 {
				outside = w.right < pageWidth-spine-textWidth-3*mm
			}
			if outside && w.top > margin-4*mm && w.foot < pageHigh-10*mm {
				notes = append(notes, w)
			}
		}
		found += len(notes)
		for i, a := range notes {
			for _, b := range notes[i+1:] {
				if min(a.right, b.right)-max(a.left, b.left) > 1 && min(a.foot, b.foot)-max(a.top, b.top) > 0.6*min(a.foot-a.top, b.foot-b.top) {
					t.Errorf("page %d: %q and %q are printed over each other", n, a.text, b.text)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no notes are found")
	}
}

func TestAFigureIsOnThePageThatItsReferencesName(t *testing.T) {
	p := theBook(t)
	pages := p.words(t)
	for _, c := range p.book.Chapters() {
		for i, figure := range markup.All(c.Node, markup.Is("figure.figure")) {
			caption := strings.Fields(fmt.Sprintf("Figure %d.%d %s", c.Number, i+1, markup.Line(markup.First(figure, markup.Is("figcaption")))))[:4]
			var on []int
			for n, words := range pages {
				for j := range words {
					if j+4 < len(words) && slices.EqualFunc(words[j:j+4], caption, func(w word, want string) bool { return html.UnescapeString(w.text) == want }) {
						on = append(on, n)
					}
				}
			}
			if page := p.place(t, markup.Attr(figure, "id")).Page; len(on) == 0 || !slices.Contains(on, page) {
				t.Errorf("%q is on page %v, and its references name page %d", strings.Join(caption, " "), on, page)
			}
		}
	}
}

func TestNoPageBeginsWithWhereAHintIs(t *testing.T) {
	for n, words := range theBook(t).words(t) {
		i := slices.IndexFunc(words, func(w word) bool { return w.top > margin-2*mm })
		if i >= 0 && (words[i].text == "Hint," || words[i].text == "Answer,") {
			t.Errorf("page %d begins with %q", n, words[i].text)
		}
	}
}

func TestNoLineEndsInAHyphenOfCode(t *testing.T) {
	p := theBook(t)
	hyphened := map[string]bool{} // by the pieces that a line may end between
	for _, c := range p.book.Chapters() {
		for _, code := range markup.All(c.Node, markup.Is("code")) {
			if markup.Inside(code, markup.Any("pre", "table")) {
				continue
			}
			for _, name := range strings.Fields(markup.Text(code)) {
				for i, r := range name {
					if r == '-' && i+1 < len(name) && !strings.Contains(name, "/") {
						hyphened[name[:i+1]+"\n"+name[i+1:]] = true
					}
				}
			}
		}
	}
	if len(hyphened) == 0 {
		t.Fatal("no code has a hyphen")
	}
	for _, pieces := range regexp.MustCompile(`(\S*-)\n(\S+)`).FindAllStringSubmatch(p.poppler(t, "pdftotext"), -1) {
		if first, second := strings.TrimLeft(pieces[1], "(“"), strings.TrimRight(pieces[2], ".,;:)?!”"); hyphened[first+"\n"+second] {
			t.Errorf("a line ends in %s, and %s is on the next", first, second)
		}
	}
}

// A column is what stands in the text's part of a page.
type column struct {
	lines int
	fill  float64 // how much of the height is used
}

// columns returns the columns of the pages; that of page n is at n.
func (p *printed) columns(t *testing.T) (all []column) {
	for n, words := range p.words(t) {
		left := spine
		if n%2 == 0 {
			left = pageWidth - spine - textWidth
		}
		foot, lines := margin, map[int]bool{}
		for _, w := range words {
			if w.left < left+textWidth && w.right > left && w.top > margin-2*mm && w.foot < pageHigh-margin+3*mm {
				foot = max(foot, w.foot)
				lines[int(w.top/4)] = true
			}
		}
		all = append(all, column{len(lines), (foot - margin) / (pageHigh - 2*margin)})
	}
	return all
}

// TestPagesAreFull holds the pages of the chapters, but for their last ones, to what "book pdf -settle"
// reaches: at most 3 % of them less than three quarters full, 93 % on average, no last page of less than eight lines.
// A changed sentence may make a page short, and then it is to be settled again.
func TestPagesAreFull(t *testing.T) {
	p := theBook(t)
	columns := p.columns(t)
	pages, short, runts, total := 0, 0, 0, 0.0
	for _, c := range p.book.Chapters() {
		first := p.place(t, c.ID).Page
		last := first
		for last < p.Pages && columns[last+1].lines > 0 && !p.opens(last+1) {
			last++
		}
		for n := first; n < last; n++ {
			pages++
			total += min(1, columns[n].fill)
			if columns[n].fill < 0.75 {
				short++
				t.Logf("chapter %d: page %d is %.0f %% full", c.Number, n, 100*columns[n].fill)
			}
		}
		if columns[last].lines < 8 {
			runts++
			t.Logf("the last page of chapter %d has only %d lines", c.Number, columns[last].lines)
		}
	}
	mean := total / float64(pages)
	t.Logf("of %d pages %d are under 75 %% full; on average they are %.1f %% full", pages, short, 100*mean)
	if float64(short) > 0.03*float64(pages) || mean < 0.93 || runts > 0 {
		t.Error("too many pages have holes: let \"go tool book pdf -settle\" find better breaks")
	}
}

// opens reports whether a chapter, a part or a section at the back opens on a page.
func (p *printed) opens(page int) bool {
	return slices.ContainsFunc(p.Places, func(at Place) bool { return at.Kind == "opening" && at.Page == page })
}
