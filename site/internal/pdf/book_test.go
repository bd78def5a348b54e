package pdf

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/manuscript/manuscripttest"
	"slowpoetry/site/internal/need"
)

// A printed is the book, printed, with what the tests look at.
type printed struct {
	*Result
	book *manuscript.Book
	file *file
	dir  string // where its styles are
}

// scratch is where TestMain lets Hugo write.
var scratch string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "slowpoetry-pdf-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

// oncePrinted is the one printing that all tests look at.
var oncePrinted = sync.OnceValues(printBook)

// printBook prints the book as "book pdf" does.
func printBook() (*printed, error) {
	dir, err := os.MkdirTemp(scratch, "book-")
	if err != nil {
		return nil, err
	}
	b, err := manuscripttest.Make(dir)
	if err != nil {
		return nil, err
	}
	chromium, err := need.Chromium()
	if err != nil {
		return nil, err
	}
	result, err := Print(context.Background(), b, dir, chromium, func(string, ...any) {})
	if err != nil {
		return nil, err
	}
	f, err := parse(result.PDF)
	return &printed{result, b, f, dir}, err
}

// thePDF returns the printed book.
func thePDF(t *testing.T) *printed {
	t.Helper()
	if testing.Short() {
		t.Skip("not checked: -short, and this prints the book")
	}
	need.Get(t, need.Chromium)
	manuscripttest.Need(t)
	p, err := oncePrinted()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// short is a book of a few pages in which there is one of everything.
const short = `<!doctype html><html lang="en"><head><title>Short</title><meta name="author" content="Somebody"><meta name="date" content="2026-01-02">
<link rel="stylesheet" href="/print/fonts.css"><link rel="stylesheet" href="/print/figure.css"><link rel="stylesheet" href="/print/pages.css"></head><body>
<section class="title-page" id="title-page"><h1>Short</h1></section><section class="copyright" id="copyright"><p>Nobody's</p></section>
<nav class="contents" id="contents"><h1>Contents</h1></nav>
<section class="part" id="part-1" data-name="I · All">
<article class="chapter" data-number="1" data-path="/chapters/01-one/"><header class="opening"><h1>One</h1></header>
<div class="noted"><aside class="note"><p>In the margin.</p></aside><p>A <dfn id="term-word">word</dfn>; see <a href="/chapters/02-two/#aim">there</a>.</p></div>
<h2 id="a">A table</h2><div class="table"><table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>
<div class="quiz"><div class="question"><p>Why?</p></div><ol class="options"><li>No</li><li data-right="yes">So</li></ol><details class="answer"><summary>Answer</summary><p class="label">B is right</p></details></div>
</article>
<article class="chapter" data-number="2" data-path="/chapters/02-two/"><header class="opening"><h1>Two</h1></header><h2 id="aim">Aim</h2>
<figure class="figure" id="figure-x"><svg viewBox="0 0 10 10" role="img" aria-label="A square that is black all over"><path d="M0 0h10v10H0z"/></svg><figcaption><b class="label">Figure 2.1</b> A square.</figcaption></figure>
<figure class="listing wide"><figcaption>a.go</figcaption><pre aria-label="Listing from a.go#a"><code>func a() { /* so long that it reaches into the margin, which is on the left here, or on the right */ }
</code></pre></figure></article></section>
<section class="back" id="hints"><h1>Hints</h1></section><section class="back" id="answers"><h1>Answers</h1></section>
<section class="back" id="the-index"><h1>Index</h1></section></body></html>`

func TestTheSameBookMakesTheSameBytes(t *testing.T) {
	styles := thePDF(t).dir
	var printings [2]*Result
	for i := range printings {
		b, err := manuscript.Read(strings.NewReader(short))
		if err != nil {
			t.Fatal(err)
		}
		if printings[i], err = Print(t.Context(), b, styles, need.Get(t, need.Chromium), func(string, ...any) {}); err != nil {
			t.Fatal(err)
		}
	}
	if one, two := printings[0].PDF, printings[1].PDF; !bytes.Equal(one, two) {
		t.Errorf("two printings have %d and %d bytes, and differ", len(one), len(two))
	}
	// Title, copyright; contents, part, two chapters and hints, each on the right with an empty page
	// before it but for the first; answers, index.
	if got := printings[0].Pages; got != 13 {
		t.Errorf("the short book has %d pages, want 13", got)
	}
}
