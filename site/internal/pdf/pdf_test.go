package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"slowpoetry/site/internal/markup"
	"slowpoetry/site/internal/need"
)

func TestThePagesAreAsManyAsABookOfThisLengthHas(t *testing.T) {
	p := thePDF(t)
	words := 0
	for _, c := range p.book.Chapters() {
		words += len(strings.Fields(markup.Text(c.Node)))
	}
	t.Logf("%d pages for %d words, code among them; printed %d times", p.Pages, words, p.Prints)
	if least, most := words/450, words/120+20; p.Pages < least || p.Pages > most {
		t.Errorf("%d words are on %d pages; from %d to %d were to be expected", words, p.Pages, least, most)
	}
	for i, r := range p.file.pages {
		box := p.file.array(p.file.dict(r)["MediaBox"])
		left, right, height := box[0].(float64), box[2].(float64), box[3].(float64)
		if width := right - left; width < 504 || width > 505 || height < 665 || height > 667 {
			t.Errorf("page %d is %.1f × %.1f points large, not 178 × 235 mm", i+1, width, height)
		}
	}
}

// pageOf returns the page that a label stands for.
func (p *printed) pageOf(label string) int {
	start := 1 + int(p.file.array(p.file.dict(p.file.catalog()["PageLabels"])["Nums"])[2].(float64))
	if n, err := strconv.Atoi(label); err == nil {
		return start + n - 1
	}
	for n := 1; n < start; n++ {
		if roman(n) == label {
			return n
		}
	}
	return 0
}

func TestEveryChapterIsInTheBookmarksAndWhereTheContentsSay(t *testing.T) {
	p := thePDF(t)
	where := map[string]bookmark{}
	for _, mark := range p.file.bookmarks() {
		if title := decoded(mark.title); where[title].object == 0 { // answers stand under the same titles
			where[title] = mark
		}
	}
	places := p.file.places()
	listed := map[string]string{} // labels by address, as the printing before had it
	for _, c := range p.book.Chapters() {
		title := fmt.Sprintf("%d %s", c.Number, c.Title)
		mark, ok := where[title]
		if !ok {
			t.Errorf("no bookmark %q", title)
			continue
		}
		if mark.level != 2 {
			t.Errorf("the bookmark %q is of level %d; it belongs into its part's", title, mark.level)
		}
		if mark.page != places[c.ID].page {
			t.Errorf("the bookmark %q leads to page %d, and the chapter is on page %d", title, mark.page, places[c.ID].page)
		}
		if mark.page%2 == 0 {
			t.Errorf("chapter %d opens on a left-hand page, %d", c.Number, mark.page)
		}
		listed[title] = ""
	}
	contents := p.text(t, places["contents"].page, places[p.book.Parts[0].ID].page-1)
	entry := regexp.MustCompile(`(?m)^\s*(\S.*\S)\s{2,}(\d+)\s*$`)
	for _, match := range entry.FindAllStringSubmatch(contents, -1) {
		title := strings.Join(strings.Fields(match[1]), " ")
		if _, chapter := listed[title]; chapter {
			listed[title] = match[2]
		}
	}
	for title, label := range listed {
		if got := p.pageOf(label); got != where[title].page {
			t.Errorf("the contents have %q on page %q, and it is on the file's page %d", title, label, where[title].page)
		}
	}
}

// decoded returns a text of a PDF as Go has it.
func decoded(s string) string {
	if !strings.HasPrefix(s, "\xFE\xFF") {
		return s
	}
	var b strings.Builder
	for i := 2; i+1 < len(s); i += 2 {
		b.WriteRune(rune(s[i])<<8 | rune(s[i+1]))
	}
	return b.String()
}

// text returns what can be read on some pages, with its layout.
func (p *printed) text(t *testing.T, from, to int) string {
	t.Helper()
	return p.poppler(t, "-layout", "-f", strconv.Itoa(from), "-l", strconv.Itoa(to))
}

// poppler runs pdftotext, a program that is none of ours.
func (p *printed) poppler(t *testing.T, args ...string) string {
	t.Helper()
	pdftotext, err := need.Command("pdftotext")()
	if err != nil {
		t.Skip("not checked:", err)
	}
	name := filepath.Join(t.TempDir(), "book.pdf")
	if err := os.WriteFile(name, p.PDF, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(pdftotext, append(args, name, "-")...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	text, err := cmd.Output()
	said := strings.ReplaceAll(complaints.String(), "no word list\n", "") // of an empty page
	if err != nil || said != "" {
		t.Fatalf("pdftotext: %v\n%s", err, said)
	}
	return string(text)
}

func TestTextComesOutInTheOrderOfReading(t *testing.T) {
	p := thePDF(t)
	text := strings.Join(strings.Fields(p.poppler(t)), " ")
	at := strings.Index(text, p.book.Chapters()[0].Title)
	for _, c := range p.book.Chapters() {
		for _, n := range markup.All(c.Node, markup.Any(".head", ".subhead")) {
			title := markup.Line(n)
			if kicker := markup.First(n, markup.Is(".kicker")); kicker != nil {
				title = markup.Line(kicker)
			}
			i := strings.Index(text[at:], title)
			if i < 0 {
				t.Fatalf("chapter %d: %q does not come after what is before it", c.Number, title)
			}
			at += i
		}
	}
	if strings.Contains(text, "000") && regexp.MustCompile(`page 000\b`).MatchString(text) {
		t.Error("a reference has no page")
	}
}

func TestCodeIsInsideThePage(t *testing.T) {
	p := thePDF(t)
	word := regexp.MustCompile(`<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*?)</word>`)
	page := regexp.MustCompile(`<page width="([0-9.]+)" height="([0-9.]+)">`)
	number, width, height := 0, 0.0, 0.0
	for line := range strings.Lines(p.poppler(t, "-bbox")) {
		if m := page.FindStringSubmatch(line); m != nil {
			number++
			width, _ = strconv.ParseFloat(m[1], 64)
			height, _ = strconv.ParseFloat(m[2], 64)
		}
		m := word.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		var box [4]float64
		for i := range box {
			box[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		const margin = 14 // 5 mm
		if number > 1 && (box[0] < margin || box[2] > width-margin || box[1] < margin || box[3] > height-margin) {
			t.Errorf("page %d: %q reaches the edge of the paper (%.0f to %.0f of %.0f)", number, m[5], box[0], box[2], width)
		}
	}
	if number != p.Pages {
		t.Errorf("pdftotext sees %d pages of %d", number, p.Pages)
	}
}

func TestNoHeadingIsAtTheFootOfAPage(t *testing.T) {
	p := thePDF(t)
	const foot = 23 / 25.4 * 72
	places := p.file.places()
	for _, c := range p.book.Chapters() {
		for _, s := range c.Sections {
			if at := places[s.ID]; at.y < foot+3*13.6+16 {
				t.Errorf("%q is at the foot of page %d, %.0f points from its edge", s.Title, at.page, at.y)
			}
		}
	}
}

func TestLinksLeadToPlacesInTheBook(t *testing.T) {
	p := thePDF(t)
	places := p.file.places()
	inside, outside := 0, 0
	for i, r := range p.file.pages {
		for _, o := range p.file.array(p.file.dict(r)["Annots"]) {
			link := p.file.dict(o)
			switch dest := link["Dest"].(type) {
			case name:
				inside++
				if places[string(dest)].page == 0 {
					t.Errorf("page %d: a link leads to %q, which is nowhere", i+1, dest)
				}
				continue
			}
			action := p.file.dict(link["A"])
			address, _ := action["URI"].(text)
			outside++
			if !strings.HasPrefix(string(address), "https://") {
				t.Errorf("page %d: a link leads to %q", i+1, address)
			}
		}
	}
	t.Logf("%d links inside the book, %d out of it", inside, outside)
	if inside < 20*len(p.book.Chapters()) {
		t.Errorf("only %d links inside the book", inside)
	}
}

var ours = []string{"SourceSerif4-", "InstrumentSans-", "JetBrainsMono-", "BookSigns"}

func TestFontsAreOursAndInTheFile(t *testing.T) {
	p := thePDF(t)
	seen := map[string]bool{}
	for r := range p.file.starts {
		font := p.file.dict(r)
		if font["Type"] != name("Font") || font["Subtype"] != name("Type0") {
			continue
		}
		base, _ := font["BaseFont"].(name)
		seen[string(base)] = true
		if !slices.ContainsFunc(ours, func(family string) bool { return strings.Contains(string(base), family) }) {
			t.Errorf("letters are set in %s, which is none of the book's typefaces", base)
		}
		for _, o := range p.file.array(font["DescendantFonts"]) {
			descriptor := p.file.dict(p.file.dict(o)["FontDescriptor"])
			if descriptor["FontFile2"] == nil && descriptor["FontFile3"] == nil {
				t.Errorf("%s is not in the file", base)
			}
		}
		if font["ToUnicode"] == nil {
			t.Errorf("what is set in %s cannot be copied", base)
		}
	}
	if len(seen) < 5 {
		t.Errorf("the book has only these fonts: %v", seen)
	}
}

func TestNoGlyphIsMissing(t *testing.T) {
	p := thePDF(t)
	shown := 0
	for i, r := range p.file.pages {
		composite := map[string]bool{} // fonts whose letters are numbers of two bytes
		fonts := p.file.dict(p.file.dict(p.file.dict(r)["Resources"])["Font"])
		for key, o := range fonts {
			composite[key] = p.file.dict(o)["Subtype"] == name("Type0")
		}
		font := ""
		operator := regexp.MustCompile(`/(F\d+) [-.\d]+ Tf|<([0-9A-Fa-f]+)>`)
		for _, m := range operator.FindAllStringSubmatch(p.content(t, r), -1) {
			if m[1] != "" {
				font = m[1]
				continue
			}
			codes, err := hex.DecodeString(m[2])
			if err != nil || !composite[font] {
				continue
			}
			for j := 0; j+1 < len(codes); j += 2 {
				shown++
				if codes[j] == 0 && codes[j+1] == 0 {
					t.Errorf("page %d has a letter that its font does not have", i+1)
				}
			}
		}
	}
	if shown < 1000*len(p.book.Chapters()) {
		t.Errorf("only %d letters found: this test does not read what Chromium writes", shown)
	}
}

// content returns what is drawn on a page.
func (p *printed) content(t *testing.T, page ref) string {
	t.Helper()
	stream, _ := p.file.dict(page)["Contents"].(ref)
	raw := p.file.data[p.file.starts[stream]:p.file.ends[stream]]
	_, packed, found := bytes.Cut(raw, []byte("stream\n"))
	if !found {
		t.Fatalf("object %d is no stream", stream)
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryFigureHasWordsInItsPlace(t *testing.T) {
	p := thePDF(t)
	figures, described := 0, 0
	for r := range p.file.starts {
		element := p.file.dict(r)
		if element["Type"] != name("StructElem") || element["S"] != name("Figure") {
			continue
		}
		figures++
		if alt, _ := element["Alt"].(text); len(decoded(string(alt))) > 20 {
			described++
		} else {
			t.Errorf("a figure has the words %q", decoded(string(alt)))
		}
	}
	drawn := 0
	for _, c := range p.book.Chapters() {
		drawn += len(markup.All(c.Node, markup.Is(".figure")))
	}
	if described != drawn {
		t.Errorf("of %d figures in the chapters, %d have words in the PDF", drawn, described)
	}
}

func TestTheFileSaysWhatItIs(t *testing.T) {
	p := thePDF(t)
	catalog := p.file.catalog()
	info := p.file.dict(p.file.trailer["Info"])
	title, _ := info["Title"].(text)
	author, _ := info["Author"].(text)
	if decoded(string(title)) != p.book.Title || decoded(string(author)) != p.book.Author {
		t.Errorf("the file is %q by %q", decoded(string(title)), decoded(string(author)))
	}
	if catalog["Lang"] != text("en") {
		t.Errorf("its language is %v", catalog["Lang"])
	}
	if p.file.dict(catalog["MarkInfo"])["Marked"] != true || catalog["StructTreeRoot"] == nil {
		t.Error("it has no tags")
	}
	if info["CreationDate"] != text(p.book.Edition.Format("D:20060102150405Z")) {
		t.Errorf("it was made on %v", info["CreationDate"])
	}
}
