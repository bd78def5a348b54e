package manuscript_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/markup"
)

// page returns a book of two chapters as Hugo writes it, with some HTML in the first.
func page(body string) string {
	return `<!doctype html><html><head><title>A Book</title><meta name="author" content="Somebody"><meta name="date" content="2026-01-02"></head><body>
<section class="title-page" id="title-page"></section><section id="copyright"></section><nav id="contents"></nav>
<section class="part" id="part-1" data-name="I · First part">
<article class="chapter" data-number="1" data-path="/chapters/01-one/"><header class="opening"><h1>One</h1></header>` + body + `</article>
<article class="chapter" data-number="2" data-path="/chapters/02-two/"><h1>Two</h1><h2 id="there">There</h2><p id="aim">x</p></article>
</section>
<section class="back" id="hints"><h1>Hints</h1></section><section class="back" id="answers"><h1>Answers</h1></section>
</body></html>`
}

// read reads a book with some HTML in its first chapter.
func read(t *testing.T, body string) *manuscript.Book {
	t.Helper()
	b, err := manuscript.Read(strings.NewReader(page(body)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPartsAndChaptersAreFound(t *testing.T) {
	b := read(t, "<h2 id=s>A <em>section</em></h2>")
	if b.Title != "A Book" || b.Author != "Somebody" || b.Edition.Year() != 2026 {
		t.Errorf("the book is %q by %q of %v", b.Title, b.Author, b.Edition)
	}
	part := b.Parts[0]
	if part.Number != "I" || part.Title != "First part" || len(part.Chapters) != 2 {
		t.Errorf("part %q %q with %d chapters", part.Number, part.Title, len(part.Chapters))
	}
	if s := part.Chapters[0].Sections[0]; s.ID != "c1-s" || s.Title != "A section" {
		t.Errorf("its section is %q at %q", s.Title, s.ID)
	}
}

func TestLinksBetweenPagesBecomeLinksInTheDocument(t *testing.T) {
	b := read(t, `<p id=here><a href="#here">a</a> <a href="/chapters/02-two/#aim">b</a> <a href="/chapters/02-two/">c</a>
		<a href="https://go.dev/">d</a> <a href="/source/code/x.go/#L3">e</a></p>`)
	var got []string
	for _, a := range markup.All(b.Chapters()[0].Node, markup.Is("a")) {
		got = append(got, markup.Attr(a, "href"))
	}
	if want := []string{"#c1-here", "#c2-aim", "#c2", "https://go.dev/"}; !slices.Equal(got, want) {
		t.Errorf("links lead to %q, want %q", got, want)
	}
	if text := markup.Line(b.Chapters()[0].Node); !strings.HasSuffix(text, "d e") {
		t.Errorf("a link to a file of the source leaves %q", text)
	}
}

func TestALinkThatLeadsNowhereIsAnError(t *testing.T) {
	for body, want := range map[string]string{
		`<a href="#nowhere">x</a>`:                   `chapter 1: a link leads to "c1-nowhere", which is not there`,
		`<a href="/elsewhere/">x</a>`:                "chapter 1: a link to /elsewhere/, which is no part of the book on paper",
		`<p id=twice></p><p id=twice></p>`:           `two things in the book have the address "c1-twice"`,
		`<a href="/chapters/02-two/#nowhere">no</a>`: `chapter 1: a link leads to "c2-nowhere", which is not there`,
		`<a href="/chapters/03-three/">not here</a>`: "chapter 1: a link to /chapters/03-three/, which is no part of the book on paper",
	} {
		if _, err := manuscript.Read(strings.NewReader(page(body))); err == nil || err.Error() != want {
			t.Errorf("%s: err = %v, want %s", body, err, want)
		}
	}
}

func TestAnswersAndHintsGoToTheBack(t *testing.T) {
	b := read(t, `
<div class="quiz"><div class="question"><p>Why?</p></div><ol class="options"><li>No</li><li data-right="yes"><p>Because</p></li></ol>
<details class="answer"><summary>Answer</summary><p class="label">B is right</p><p>It is.</p></details></div>
<h3 class="exercise" id="do"><span class="kicker">Exercise 1.1</span> Do it</h3><p>Try.</p>
<details class="hint"><summary>Hint</summary><p>First.</p></details><details class="hint"><summary>Hint</summary><p>Second.</p></details>`)
	if left := markup.All(b.Body, markup.Is("details")); len(left) > 0 {
		t.Errorf("%d things are still folded", len(left))
	}
	at := map[string]string{}
	for _, n := range markup.All(b.Body, func(n *html.Node) bool { return markup.Attr(n, "id") != "" }) {
		at[markup.Attr(n, "id")] = markup.Line(n)
	}
	for id, want := range map[string]string{
		"answer-1-1":   "Question 1.1B is right: BecauseIt is.",
		"hint-1-1":     "Exercise 1.1 Do itFirst.",
		"hint-1-1-2":   "Exercise 1.1 Do itSecond.",
		"question-1-1": "Question 1.1Why?NoBecauseAnswer",
	} {
		if got := strings.ReplaceAll(at[id], " B", "B"); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("#%s is %q, want %q", id, at[id], want)
		}
	}
}

func TestCodeBecomesLines(t *testing.T) {
	b := read(t, `<figure class="listing"><pre><code><span class="ln">7</span><span class="c1">// one
<span class="ln">8</span>// two</span>
<span class="ln">9</span>	x := 1	// three
</code></pre></figure>`)
	var got []string
	for _, line := range markup.All(b.Body, markup.Is(".line")) {
		got = append(got, manuscript.Code(line))
		if markup.First(line, markup.Is(".ln")) == nil {
			t.Errorf("%q has lost its number", manuscript.Code(line))
		}
	}
	want := []string{"// one", "// two", "    x := 1  // three"}
	if !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
	figure := markup.First(b.Body, markup.Is("figure.listing"))
	if markup.Attr(figure, "data-lines") != "3" || markup.Attr(figure, "data-columns") != "20" {
		t.Errorf("noted: %v", figure.Attr)
	}
}

func TestTheIndexHasTermsNamesAndListings(t *testing.T) {
	b := read(t, `<h2 id=a>A</h2><p>A <dfn id="term-poller">poller</dfn> waits.</p>
<h2 id=b>B</h2><p>Pollers wait, and a poller is never <code>io.EOF</code>; nor is <code>x</code>.</p>
<h2 id=c>C</h2><p>One poller in passing.</p>
<figure class="listing" data-shows="code/socket/poller.go#Poller.Wait:top"><pre><code>x
</code></pre></figure>`)
	got := map[string]int{}
	for _, e := range b.Index() {
		got[e.Name] = len(e.Refs)
		if e.Name == "poller" && (!e.Refs[0].Main || e.Refs[1].Main) {
			t.Errorf("the places of poller are %v; the first is its definition", e.Refs)
		}
	}
	for name, want := range map[string]int{"poller": 2, "io.EOF": 1, "socket.Poller.Wait": 1, "x": 0} {
		if got[name] != want {
			t.Errorf("%s has %d places in the index, want %d", name, got[name], want)
		}
	}
}
