package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/hugo"
	"slowpoetry/site/internal/markup"
	"slowpoetry/site/internal/quiz"
	"slowpoetry/site/internal/transcript"
)

// nasty is Markdown that a second reader would read differently; ” stands for three backticks, and ' ' where
// an editor would take it away.
const nasty = `---
title: "Preface: it's ‘nasty’ {{< x >}}"
description: Words.
part: O · Before
terms: [event loop]
---

An *event
loop*, and a link to [the figure](figures/b.svg), [one](#a-link-inside), [two](#poems-mine), [three](main.go#L3-L5).

## A [link](main.go) inside

## Poems {#mine}

## &amp; entity &#65; \*stars\*

## a_b __c__ *d* ~~e~~

## Code ” {{< x >}} <b> ” and {.class}

## Üß 詩 – “x”...

   ## Indented ##

Underlined *twice*
and long
-----

## Poems {#mine}

## !!!

## open { brace {a="b

## ends in \

Term
: no definition

A paragraph.
{.class #id}

> ## In a quotation
>
> ”text
> # no heading
> ![no figure](figures/a.svg "No.")
> {{< x >}}
> ”

- ### In a list

   ![The array a[0] and [x]](figures/a.svg "C.")

![By ref][b]

![In brackets](<figures/c.svg> "C \"quoted\" {{< x >}}.")

~~~text
## Exercises
### 1. None
{{% y %}} {{< unclosed
<!--more-->
~~~

””””text
”quiz
no quiz
”
{{</* x */>}} {{< a */>}}
””””

> ”quiz
> In a quotation?
>
> - [ ] no
>   > Outside of one.
> - [x] yes
>
> > It is.
> ”

~~~quiz
With other fences?

- [x] yes
- [ ] no
  > With ”.

> It is.
~~~

> ”quiz
> Several lines,
> and ” - [x] code ”?
>
> $ go run ./chapters/00-nasty
>
> - [ ] one
>
>     $ two
>   > If {{< y >}}.
> - [x] three
>     > four
>
> > Why: {{< x >}}
> >
> > - [x] because
> ”

- ”console {vary="a > b"}
  tide$ go run ./chapters/00-nasty   serve
  out - [x] put: $ no command
  $ go run ./chapters/00-nasty &

    indented, {{< x >}} and a tail of blanks'  '
  $ go run ./chapters/00-nasty get
  ...
  <b> & ... beside
  ”

~~~console
$ ls -l
~~~

##  EXERCISES ##

### First ###

> [!TIP]
> Hint.

Second *one*
 with ” code ”
===

### Third &amp; last

Exercises
---------

### Again

[b]: figures/b.svg "By reference."

{{% never closed
`

func TestTheSiteReadsMarkdownAsSyncDoes(t *testing.T) {
	root := probe(t)
	picture := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><desc>x</desc></svg>`
	for _, name := range []string{"a", "b", "c"} {
		write(t, filepath.Join(root, "chapters", "00-nasty", "figures", name+".svg"), picture)
	}
	source := strings.NewReplacer("””””", "````", "” {{< x >}} <b> ”", "`{{< x >}} <b>`", "” code ”", "`code`", "” - [x] code ”", "`- [x] code`", "'  '", "  ", "”", "```").Replace(nasty)
	write(t, filepath.Join(root, "chapters", "00-nasty", "index.md"), source)
	write(t, filepath.Join(root, "chapters", "00-nasty", "main.go"), "package main\n\nfunc main() {\n\tprintln()\n}\n")
	c, err := chapter.Load(root, "chapters/00-nasty")
	if err != nil {
		t.Fatal(err)
	}
	site := t.TempDir()
	h, err := hugo.Find(t.Context(), root, func(string, ...any) {})
	if err == nil {
		err = h.Build(t.Context(), hugo.Options{To: site, Plain: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	page := parsed(t, filepath.Join(site, "chapters", "00-nasty", "index.html"))
	body := markup.First(page, markup.Is("main"))

	var want, got []string
	for _, heading := range c.Headings {
		want = append(want, heading.Anchor)
	}
	for _, heading := range markup.All(body, markup.Any("h1", "h2", "h3")) {
		if id := markup.Attr(heading, "id"); id != "" {
			got = append(got, id)
		}
	}
	same(t, "anchors", got, want)
	same(t, "anchors by hand", want, []string{"a-link-inside", "poems-mine", "-entity-a-stars", "a_b-c-d-e", "code--x--b-and-class", "üß-詩--x", "indented",
		"underlined-twice-and-long", "poems-mine-1", "heading", "open--brace-ab", "ends-in-", "in-a-quotation", "in-a-list", "exercises", "first",
		"second-one-with-code", "third--last", "exercises-1", "again"})

	want, got = nil, nil
	for _, e := range c.Exercises() {
		want = append(want, e.Number+" "+e.Anchor)
	}
	for _, e := range markup.All(body, markup.Is(".exercise")) {
		got = append(got, markup.Attr(e, "data-exercise")+" "+markup.Attr(e, "id"))
	}
	same(t, "exercises", got, want)

	want, got = nil, nil
	for _, f := range c.Figures() {
		want = append(want, "Figure "+f.Number)
	}
	for _, f := range markup.All(body, markup.Is("figure.figure")) {
		got = append(got, markup.Line(markup.First(f, markup.Is("b.label"))))
	}
	same(t, "figures", got, want)
	if len(want) != 3 {
		t.Errorf("figures %q, want three", want)
	}
	if link := markup.First(body, func(n *html.Node) bool { return markup.Attr(n, "href") == "#figure-b" }); link == nil || markup.Text(link) != "Figure\u00a00.2" {
		t.Error("the link to a figure does not have its number")
	}

	if n := len(markup.All(body, markup.Is(".quiz"))); n != c.Questions() || n != 3 {
		t.Errorf("%d questions on the page, %d counted", n, c.Questions())
	}
	sameQuizzes(t, c, body)
	sameTranscripts(t, c, body)
	got, want = nil, nil
	for _, f := range c.Fences {
		if f.Lang == "text" {
			want = append(want, strings.TrimRight(f.Body, "\n"))
		}
	}
	for _, pre := range markup.All(body, markup.Is("pre.chroma")) {
		got = append(got, strings.TrimRight(markup.Text(pre), "\n"))
	}
	same(t, "blocks", got, want)
	for _, shown := range []string{"{{% never closed", "{.class #id}", ": no definition", "{{< x >}} <b>", "Poems {#mine}", "Chapter 0"} {
		if !strings.Contains(markup.Text(body), shown) {
			t.Errorf("the page does not show %q", shown)
		}
	}
	if title := markup.Text(markup.First(page, markup.Is("title"))); !strings.HasPrefix(title, "0 Preface: it's ‘nasty’ {{< x >}}") {
		t.Errorf("the title is %q", title)
	}

	row := markup.First(parsed(t, filepath.Join(site, "progress", "index.html")), func(n *html.Node) bool { return markup.Attr(n, "data-of") == "00-nasty" })
	if row == nil || markup.Attr(row, "data-questions") != "3" || len(markup.All(row, markup.Is("li"))) != len(c.Exercises()) {
		t.Error("Progress counts something else")
	}
	plain, err := os.ReadFile(filepath.Join(site, "chapters", "00-nasty", "index.md"))
	if err != nil || !strings.Contains(string(plain), "(../../source/chapters/00-nasty/main.go/#L3-L5)") || !strings.Contains(string(plain), "{{< unclosed") {
		t.Errorf("the plain Markdown is not what it was: %v", err)
	}
}

func sameQuizzes(t *testing.T, c *chapter.Chapter, body *html.Node) {
	t.Helper()
	var want, got []string
	for _, f := range c.Fences {
		if !quiz.IsQuiz(f) {
			continue
		}
		q, err := quiz.Parse(f.Body)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, "command "+q.Command)
		for _, o := range q.Options {
			want = append(want, fmt.Sprint(o.Right, letters(o.Text)))
			if o.Right {
				want = append(want, o.Letter+" is right")
			}
		}
	}
	for _, q := range markup.All(body, markup.Is(".quiz")) {
		got = append(got, "command "+markup.Attr(q, "data-command"))
		for _, o := range markup.All(markup.First(q, markup.Is("ol.options")), markup.Is("li")) {
			right := markup.Attr(o, "data-right") == "yes"
			got = append(got, fmt.Sprint(right, letters(markup.Text(o))))
			if right {
				got = append(got, markup.Text(markup.First(q, markup.Is("p.label"))))
			}
		}
	}
	same(t, "quizzes", got, want)
}

// letters returns the letters of a text, without blanks and the signs of Markdown.
func letters(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n`>", r) }), "")
}

func sameTranscripts(t *testing.T, c *chapter.Chapter, body *html.Node) {
	t.Helper()
	var want, got []string
	for _, f := range c.Fences {
		if !transcript.IsTranscript(f) {
			continue
		}
		b, err := transcript.Parse(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range b.Commands {
			want = append(want, fmt.Sprintf("%s %s %v", command.Terminal, command.Line, command.Background))
		}
		want = append(want, strings.TrimRight(b.Body(), "\n"))
	}
	for _, console := range markup.All(body, markup.Is("figure.console")) {
		for _, command := range markup.All(console, markup.Is("span.command")) {
			got = append(got, fmt.Sprintf("%s %s %v", markup.Attr(command, "data-terminal"), markup.Attr(command, "data-command"), markup.Attr(command, "data-background") == "yes"))
		}
		got = append(got, strings.TrimRight(markup.Text(markup.First(console, markup.Is("code"))), "\n"))
	}
	same(t, "transcripts", got, want)
	if len(want) != 6 {
		t.Errorf("transcripts %q", want)
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%q, want\n%q", what, got, want)
	}
}

func parsed(t *testing.T, file string) *html.Node {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := html.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
