package typeset

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/manuscript/manuscripttest"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
)

// A printed is the book in pages, with what the tests look at.
type printed struct {
	*Result
	book  *manuscript.Book
	file  string   // its name
	pages [][]word // once they were asked for
}

// scratch is where TestMain lets the tests write.
var scratch string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "slowpoetry-typeset-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

// once sets the book that all tests look at, as "book pdf" does.
var once = sync.OnceValues(func() (*printed, error) {
	dir := filepath.Join(scratch, "hugo")
	b, err := manuscripttest.Make(dir)
	if err != nil {
		return nil, err
	}
	root, err := chapter.Root(".")
	if err != nil {
		return nil, err
	}
	result, err := Set(context.Background(), b, Options{Root: root, Dir: dir})
	if err != nil {
		return nil, err
	}
	p := &printed{Result: result, book: b, file: filepath.Join(scratch, "book.pdf")}
	return p, os.WriteFile(p.file, p.PDF, 0o644)
})

// theBook returns the book in pages.
func theBook(t *testing.T) *printed {
	t.Helper()
	if testing.Short() {
		t.Skip("not checked: -short, and this sets the book")
	}
	manuscripttest.Need(t)
	p, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// poppler returns what one of poppler's programs, which are none of ours, says about the book.
func (p *printed) poppler(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := need.Command(program)()
	if err != nil {
		t.Skip("not checked:", err)
	}
	cmd := exec.Command(path, append(args, p.file)...)
	if program != "pdfinfo" && program != "pdffonts" {
		cmd.Args = append(cmd.Args, "-")
	}
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(text)
}

// page is a book of two chapters, with some HTML in the first.
func page(body string) string {
	return `<!doctype html><html lang="en"><head><title>Short</title><meta name="author" content="Somebody"><meta name="description" content="Of few pages"><meta name="date" content="2026-01-02"></head><body>
<section class="title-page" id="title-page"><div class="drip"><p><span>a poem</span><span> in two</span></p></div><h1>Short</h1><p class="lede">And yet a book</p></section>
<section class="copyright" id="copyright"><p>Nobody's</p></section>
<nav class="contents" id="contents"><h1>Contents</h1></nav>
<section class="front" id="preface"><h1>Preface</h1><p>Before all.</p><h2 id="for">For whom</h2><p>You.</p></section>
<section class="part" id="part-1" data-name="I · All">
<article class="chapter" data-number="1" data-path="/chapters/01-waiting/"><header class="opening"><h1>One</h1><p class="lede">The first.</p></header>
` + body + `</article>
<article class="chapter" data-number="2" data-path="/chapters/02-slow-poetry/"><header class="opening"><h1>Two</h1></header><h2 id="aim">Aim</h2>
<figure class="figure" id="figure-x"><svg viewBox="0 0 440 10" role="img" aria-label="A square that is black all over"><path d="M0 0h10v10H0z"/></svg><figcaption><b class="label">Figure 2.1</b> A square.</figcaption></figure>
</article></section>
<section class="back" id="hints"><h1>Hints</h1></section><section class="back" id="answers"><h1>Answers</h1></section>
<section class="back" id="the-index"><h1>Index</h1></section></body></html>`
}

// everything is one of everything.
const everything = `<div class="noted"><aside class="note"><p>In the margin.</p></aside><p>A <dfn id="term-word">word</dfn>; see <a href="/chapters/02-slow-poetry/#aim">there</a>.</p></div>
<h2 id="a">A table</h2><div class="table"><table><thead><tr><th>x</th><th class="right">y</th></tr></thead><tbody><tr><td>1</td><td class="right">2</td></tr></tbody></table></div>
<ul><li>an item</li><li><p>two</p><p>paragraphs</p></li></ul><blockquote><p>Said.</p></blockquote>
<aside class="callout warning"><p class="label">Watch out</p><p>Now.</p></aside>
<div class="quiz"><div class="question"><p>Why?</p><pre><code>x := 1</code></pre></div><ol class="options"><li>No</li><li data-right="yes">So</li></ol><details class="answer"><summary>Answer</summary><p class="label">B is right</p></details></div>
<figure class="console"><pre><code><span class="run"><span class="command" data-command="go run ./chapters/01-waiting idle"><span class="prompt">$ </span>go run ./chapters/01-waiting idle
</span><span class="output">nothing
</span></span></code></pre></figure>
<figure class="listing"><figcaption><bdi>a.go</bdi> <span class="at">line 3</span></figcaption><pre><code><span class="ln">3</span><span class="kd">func</span> a() { /* so long that it reaches into the margin, which is on the left here, or on the right */ }
</code></pre></figure>
<h3 class="exercise" id="do"><span class="kicker">Exercise 1.1</span> Do it</h3><p>Try.</p><details class="hint"><summary>Hint</summary><p>First.</p></details>`

// set sets a book of two chapters.
func set(t *testing.T, body string) (*Result, error) {
	t.Helper()
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	need.Check(t, npm.Installed(root))
	b, err := manuscript.Read(strings.NewReader(page(body)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	css, err := os.ReadFile(filepath.Join(root, "code", "book", "figure", "figure.css"))
	if err == nil {
		err = errors.Join(os.Mkdir(filepath.Join(dir, "print"), 0o755), os.WriteFile(filepath.Join(dir, "print", "figure.css"), css, 0o644))
	}
	if err != nil {
		t.Fatal(err)
	}
	return Set(t.Context(), b, Options{Root: root, Dir: dir})
}

func TestTheSameBookMakesTheSameBytes(t *testing.T) {
	var results [2]*Result
	for i := range results {
		var err error
		if results[i], err = set(t, everything); err != nil {
			t.Fatal(err)
		}
		t.Setenv("TZ", "Asia/Tokyo")
	}
	if one, two := results[0].PDF, results[1].PDF; !bytes.Equal(one, two) {
		t.Errorf("two PDFs of one book have %d and %d bytes, and differ", len(one), len(two))
	}
	// Title, copyright, contents, empty, preface, empty, part, empty, chapter, empty, chapter, hints, answers,
	// figures, programs, index.
	if got := results[0].Pages; got != 16 {
		t.Errorf("the short book has %d pages, want 16", got)
	}
}

func TestAFigureDoesNotPartAListing(t *testing.T) {
	var body strings.Builder
	body.WriteString(strings.Repeat("<p>"+strings.Repeat("A text that fills the page. ", 12)+"</p>", 3))
	body.WriteString(`<figure class="listing"><pre><code>` + strings.Repeat("x++\n", 26) + `</code></pre></figure>`)
	body.WriteString(`<figure class="figure" id="figure-y"><svg viewBox="0 0 440 100" role="img" aria-label="A square that is black all over"><path d="M0 0h100v100H0z"/></svg><figcaption><b class="label">Figure 1.1</b> A square.</figcaption></figure>`)
	body.WriteString(strings.Repeat("<p>"+strings.Repeat("A text that comes after it. ", 12)+"</p>", 8))
	result, err := set(t, body.String())
	if err != nil {
		t.Fatal(err)
	}
	opening, figure := 0, Place{}
	for _, place := range result.Places {
		if place.Kind == "figure" && place.ID == "c1-figure-y" {
			figure = place
		}
		if place.ID == "c1" {
			opening = place.Page
		}
	}
	// The listing begins on the chapter's first page, and goes on at the top of the second.
	if figure.Page != opening+1 || figure.Y < pageHigh/2 {
		t.Errorf("the figure is on page %d at %.0f; the chapter opens on page %d", figure.Page, figure.Y, opening)
	}
}

func TestAComplaintNamesTheChapterAndTheLine(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		// The words are those of the third paragraph of chapter 1.
		{"<p>Let's begin with a run. \U0001F40C</p>", "chapters/01-waiting/index.md:19: PDF/UA-1 error: the text `\"\U0001F40C\"` could not be displayed"},
		{`<p>Let's begin with a run.</p><table><tr><td>a</td><td>b</td></tr></table><form></form>`, "chapters/01-waiting/index.md: the book on paper knows no <form"},
	} {
		if _, err := set(t, test.body); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: err = %v, want one with %s", test.body, err, test.want)
		}
	}
}
