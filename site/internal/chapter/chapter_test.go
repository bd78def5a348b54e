package chapter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/chaptertest"
)

const text = `# One

Some *event
loop* and **bold** text, [a link](main.go#x "title"), ` + "`just code`" + `.

![What it shows](figures/a.svg "What to *see*.")

”go {src="a.go#B" line=3}
func B() {
	x()

}
”

> [!TIP]
> ”console {exit=1 vary="\d+\.\d s|\"x\""}
> $ go run ./chapters/01-one
>
> out
> ”

- An item

  ”text
  inside
  ”

## The ` + "`x.Y`" + ` of it: *all*

## One
`

func TestPositionsAreThoseOfTheFile(t *testing.T) {
	c := chaptertest.Parse(t, text)
	source := string(c.Source)
	for _, f := range c.Fences {
		block := source[f.Start:f.End]
		if !strings.HasPrefix(block, "```"+f.Lang) || !strings.HasSuffix(block, "```") {
			t.Errorf("the block in line %d is %q", f.Line, block)
		}
		if got := strings.Split(source, "\n")[f.Line-1]; !strings.Contains(got, "```"+f.Info) {
			t.Errorf("line %d is %q", f.Line, got)
		}
	}
	if n := len(c.Fences); n != 3 {
		t.Fatalf("%d fences, want 3", n)
	}
	if got, want := c.Fences[0].Body, "func B() {\n\tx()\n\n}\n"; got != want {
		t.Errorf("body %q, want %q", got, want)
	}
	if got, want := c.Fences[1].Body, "$ go run ./chapters/01-one\n\nout\n"; got != want {
		t.Errorf("the body in a quotation is %q, want %q", got, want)
	}
	if got, want := c.Fences[2].Body, "inside\n"; got != want {
		t.Errorf("the body in a list is %q, want %q", got, want)
	}
}

func TestAttributesAreReadAsHugoReadsThem(t *testing.T) {
	c := chaptertest.Parse(t, text)
	if got := c.Fences[0].Attrs; got["src"] != "a.go#B" || got["line"] != "3" {
		t.Errorf("attributes %v", got)
	}
	if got, want := c.Fences[1].Attrs["vary"], `\d+\.\d s|"x"`; got != want {
		t.Errorf("vary is %s, want %s", got, want)
	}
}

func TestRewritingABlockWithItselfChangesNothing(t *testing.T) {
	c := chaptertest.Parse(t, text)
	for _, f := range c.Fences {
		if edit := c.Edit(f, f.Info, f.Body, "", ""); edit != nil {
			t.Errorf("line %d: %q became %q", f.Line, c.Source[f.Start:f.End], edit.New)
		}
	}
}

func TestABlockInAQuotationKeepsItsMarks(t *testing.T) {
	c := chaptertest.Parse(t, text)
	edit := c.Edit(c.Fences[1], "console", "$ a\n\n  b\n", "", "")
	if want := "```console\n> $ a\n>\n>   b\n> ```"; edit == nil || edit.New != want {
		t.Errorf("got %q, want %q", edit.New, want)
	}
}

func TestBareAttributesAreSetInPlace(t *testing.T) {
	for _, test := range []struct{ info, value, want string }{
		{`go {src="a.go"}`, "7", `go {src="a.go" line=7}`},
		{`go {src="a.go" line=3}`, "7", `go {src="a.go" line=7}`},
		{`go {line=3 src="a line=4 \" line=5"}`, "7", `go {line=7 src="a line=4 \" line=5"}`},
		{`go {src="a.go" line=3 long=true}`, "", `go {src="a.go" long=true}`},
		{`go {src="a.go"}`, "", `go {src="a.go"}`},
		{`go {src="}" }`, "7", `go {src="}" line=7}`},
	} {
		f := chapter.Fence{Info: test.info}
		if got := f.WithAttr("line", test.value); got != test.want {
			t.Errorf("%s with %q is %s, want %s", test.info, test.value, got, test.want)
		}
	}
}

func TestAnchorsAreTheSites(t *testing.T) {
	c := chaptertest.Parse(t, text)
	var anchors []string
	for _, h := range c.Headings {
		anchors = append(anchors, h.Anchor)
	}
	if got, want := strings.Join(anchors, " "), "one the-xy-of-it-all one-1"; got != want {
		t.Errorf("anchors %s, want %s", got, want)
	}
}

func TestProseIsWhatIsRead(t *testing.T) {
	c := chaptertest.Parse(t, text+"\n”quiz\nA question?\n”\n")
	for _, word := range []string{"The first.", "bold", "a link", "What it shows", "What to *see*.", "An item", "A question?"} {
		if !strings.Contains(string(c.Prose), word) {
			t.Errorf("%q is missing from the prose", word)
		}
	}
	for _, word := range []string{"just", "main.go", "func", "out", "inside", "part"} {
		if strings.Contains(string(c.Prose), word) {
			t.Errorf("%q is in the prose", word)
		}
	}
}

func TestBrokenTextsAreReportedWithTheirLine(t *testing.T) {
	front := chaptertest.Front
	for _, test := range []struct{ text, want string }{
		{"# No front matter\n", "index.md:1: has no front matter"},
		{"---\ntitle: [\n---\n", "index.md:1: the front matter is no YAML"},
		{front + "\n```go\nfunc\n", "index.md:8: this block has no end"},
		{front + "\n> ```go\n> x\n\nafter\n", "index.md:8: this block has no end"},
		{front + "\n```go {src=a b}\n```\n", "index.md:8: cannot read the attributes"},
		{front + "\n```console {vary=\"\\bx\"}\n```\n", `write \\b where you mean \b`},
		{front + "windows\r\n", "index.md:7:8: has a carriage return"},
		{front + "\nIt prints\n<nil> to us.\n", "index.md:9: has <nil>, which is HTML to the page"},
		{front + "\n<div>\nx\n</div>\n", "index.md:8: has <div>, which is HTML"},
		{front + "\n> [!TIP]\n> a <b>b</b>\n", "index.md:9: has <b>, which is HTML"},
		{front + "\n```quiz\nWhat?\n\n- [ ] one\n- [x] <nil>\n\n> So.\n```\n", "index.md:12: has <nil>, which is HTML"},
		{front + "\n```quiz\nWhat is\na <nil>?\n\n- [ ] one\n- [x] two\n\n> So.\n```\n", "index.md:10: has <nil>, which is HTML"},
		{front + "\n```quiz\nWhat?\n\n- [ ] one\n- [x] two\n\n> So\n> is <nil>.\n```\n", "index.md:15: has <nil>, which is HTML"},
	} {
		_, err := chapter.Parse("", "chapters/01-one", []byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q gives %v, want %q", test.text, err, test.want)
		}
	}
}

func TestCommentsMayStandInProse(t *testing.T) {
	for _, text := range []string{"\n<!--more-->\n", "\nsome <!-- more --> text\n"} {
		if _, err := chapter.Parse("", "chapters/01-one", []byte(chaptertest.Front+text)); err != nil {
			t.Error(err)
		}
	}
}

func TestFrontMatterMustBeComplete(t *testing.T) {
	c, err := chapter.Parse("", "chapters/01-one", []byte("---\ntitle: One\nterms: [a, A]\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	chaptertest.Expect(t, c.Missing(), "wants description", "wants part", `index.md:3: the front matter wants terms: "A" once only`)
}

func TestADefinitionIsOfATermAndASentence(t *testing.T) {
	c, err := chapter.Parse("", "chapters/01-one", []byte("---\ntitle: One\ndescription: It.\npart: I\nterms: [a, b]\ndefinitions:\n  a: An *a*\n  c: A *c*.\n  b: A *b*.\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	chaptertest.Expect(t, c.Missing(), `index.md:6: the front matter wants definitions: a sentence for "a", with a full stop`, `index.md:6: the front matter wants definitions: no "c", which is not among the terms`)
}

func TestFoldersAreCheckedAsAWhole(t *testing.T) {
	front := chaptertest.Front
	root := chaptertest.Book(t,
		"chapters/01-one/index.md", front,
		"chapters/02-two/index.md", front,
		"chapters/02-too/index.md", front,
		"chapters/Three/index.md", front,
		"chapters/04-four/main.go", "package main\n",
	)
	chapters, problems := chapter.All(root)
	if len(chapters) != 3 {
		t.Errorf("%d chapters, want 3", len(chapters))
	}
	chaptertest.Expect(t, problems, "chapters/02-too is number 02 too", "04-four: has no index.md", "Three: a chapter's folder is called NN-slug")
}

func TestChaptersAreSelectedByNumberOrFolder(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/index.md", chaptertest.Front, "chapters/12-two/index.md", chaptertest.Front)
	all, _ := chapter.All(root)
	for _, name := range []string{"12", "12-two", "chapters/12-two", "./chapters/12-two/"} {
		if got, err := chapter.Select(all, []string{name}); err != nil || len(got) != 1 || got[0].Number != 12 {
			t.Errorf("%s selects %v, %v", name, got, err)
		}
	}
	if _, err := chapter.Select(all, []string{"3"}); err == nil {
		t.Error("a chapter that is not there was selected")
	}
}

func TestTheRootIsFoundFromAnywhereInside(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/figures/a.svg", "")
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := chapter.Root(filepath.Join(root, "chapters", "01-one")); err != nil || got != root {
		t.Errorf("the root is %s, %v; want %s", got, err, root)
	}
	if _, err := chapter.Root(t.TempDir()); err == nil {
		t.Error("a root was found where there is none")
	}
}

func TestEditsFindTheirBlockInATextThatMovedOn(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/index.md", chaptertest.Front+"\n”text\na\n”\n\n”text\nb\n”\n")
	c := chaptertest.Load(t, root, "chapters/01-one")
	a := c.Edit(c.Fences[0], "text", "A\n", "a", "")
	b := c.Edit(c.Fences[1], "text", "B\n", "b", "")

	// Meanwhile, the author writes a paragraph and changes the second block.
	now := chaptertest.Front + "\nNew.\n\n”text\na\n”\n\n”text\nbee\n”\n"
	chaptertest.Write(t, root, "chapters/01-one/index.md", now)
	lost, err := c.Save([]chapter.Edit{*a, *b})
	if err != nil || len(lost) != 1 || lost[0].What != "b" {
		t.Errorf("lost %v, %v; want b", lost, err)
	}
	want := chaptertest.Fences(strings.Replace(now, "\na\n", "\nA\n", 1))
	if got := chaptertest.Read(t, root, "chapters/01-one/index.md"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWritingReplacesTheFileWhole(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := chapter.WriteFile(name, []byte("new")); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(name)
	info, _ := os.Stat(name)
	if string(text) != "new" || info.Mode().Perm() != 0o640 {
		t.Errorf("%q with mode %v", text, info.Mode())
	}
	if left, _ := os.ReadDir(filepath.Dir(name)); len(left) != 1 {
		t.Errorf("it left %v behind", left)
	}
	if err := chapter.WriteFile(filepath.Join(name, "below"), nil); err == nil {
		t.Error("writing below a file worked")
	}
}

func TestWhatNoReaderSeesIsRefusedAtItsPlace(t *testing.T) {
	for unseen, want := range map[string]string{
		"a\u202eb": "index.md:7:2: has the invisible character U+202E", "é\u2028b": "index.md:7:2: has the invisible character U+2028",
		"\u0085": "U+0085", "a\u200bb": "U+200B", "a\u00adb": "U+00AD", "\u2066": "U+2066", "\U000e0041": "U+E0041",
		"\u3164": "U+3164", "\x1b[0m": "U+001B", "a\xffb": "7:2: has the byte 0xff", "a\ufeffb": "invisible character U+FEFF", "\x00": "U+0000",
	} {
		_, err := chapter.Parse("", "chapters/01-one", []byte(chaptertest.Front+unseen+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", unseen, err, want)
		}
	}
	if _, err := chapter.Parse("", "chapters/01-one", []byte("\ufeff"+chaptertest.Front)); err == nil || !strings.Contains(err.Error(), "1:1: has a byte order mark") {
		t.Errorf("a byte order mark gives %v", err)
	}
	if _, err := chapter.Parse("", "chapters/01-one", []byte(chaptertest.Front+"詩 ü “x”\u00a0– ✔\ufe0f\t…\ufffd\n")); err != nil {
		t.Error(err)
	}
}

func TestAFenceIsLongerThanAnyInItsBody(t *testing.T) {
	for _, test := range []struct{ block, body string }{
		{"”text\nx\n”", "a\n```\nb\n"}, {"”text\nx\n”", "  ```````\n"}, {"~~~text\nx\n~~~", "~~~~\n```\n"},
		{"> ”text\n> x\n> ”", "```\n\n> ```\n"}, {"- ”text\n  x\n  ”", "\t```\n  ```\n"}, {"”””text\nx\n”””", "```\n"},
	} {
		c := chaptertest.Parse(t, test.block+"\n\nafter\n")
		edit := c.Edit(c.Fences[0], c.Fences[0].Info, test.body, "", "")
		if err := c.Fit(*edit); err != nil {
			t.Errorf("%q in %q: %v", test.body, test.block, err)
		}
		again, err := chapter.Parse("", "chapters/01-one", c.Apply(*edit))
		if err != nil || len(again.Fences) != 1 || again.Fences[0].Body != test.body {
			t.Errorf("%q in %q is %q, %v", test.body, test.block, c.Apply(*edit), err)
		} else if edit := again.Edit(again.Fences[0], again.Fences[0].Info, test.body, "", ""); edit != nil {
			t.Errorf("written again, %q changes to %q", test.body, edit.New)
		}
	}
}

func TestATextIsGivenUpOnlyForOneThatReadsTheSame(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/index.md", chaptertest.Front+"\n”text\na\n”\n\n”text\nb\n”\n")
	c := chaptertest.Load(t, root, "chapters/01-one")
	edit := *c.Edit(c.Fences[0], "text", "A\n", "a", "")
	edit.New = "```text\nA\n```\nB\n```" // as a fence too short would make it
	if err := c.Fit(edit); err == nil {
		t.Error("an edit that ends its block too soon fits")
	}
	if _, err := c.Save([]chapter.Edit{edit}); err == nil || chaptertest.Read(t, root, "chapters/01-one/index.md") != string(c.Source) {
		t.Errorf("it was saved (%v)", err)
	}
}

func TestFrontMatterHasFourKeys(t *testing.T) {
	for _, key := range []string{"draft: true", "date: 2030-01-01", "expiryDate: 2020-01-01", "url: /x/", "slug: x", "build: {render: never}", `"draft": true`, "Title: x", "cascade-x: 1"} {
		_, err := chapter.Parse("", "chapters/01-one", []byte(strings.Replace(chaptertest.Front, "terms:", key+"\nterms:", 1)))
		if err == nil || !strings.Contains(err.Error(), "index.md:5: the front matter has ") {
			t.Errorf("%s gives %v", key, err)
		}
	}
}

func TestWhatIsCountedIsCountedHere(t *testing.T) {
	c, err := chapter.Parse("", "chapters/00-none", []byte(chaptertest.Fences(chaptertest.Front+`
![A [x]](figures/a.svg "A.")

![Again](./figures/a.svg "A.") and ![Inline](figures/b.svg "B.")

![C](<figures/c.svg> "C.")

> ”quiz
> x
> ”

exercises
---

### One

> [!tip]
> x

#### Deeper

### Two

## After

### None
`)))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Figures(); len(got) != 2 || got[0] != (chapter.Figure{File: "figures/a.svg", Number: "0.1", Caption: "A."}) || got[1] != (chapter.Figure{File: "figures/c.svg", Number: "0.2", Caption: "C."}) {
		t.Errorf("figures %v", got)
	}
	got := c.Exercises()
	if len(got) != 2 || got[0].Number != "0.1" || got[1].Title != "Two" || got[1].Index != 2 || got[0].End != got[1].Start {
		t.Errorf("exercises %+v", got)
	}
	if c.Questions() != 1 || len(c.Alerts) != 1 || c.Alerts[0].Kind != "TIP" {
		t.Errorf("%d questions, alerts %v", c.Questions(), c.Alerts)
	}
	if _, err := chapter.Parse("", "chapters/01-one", []byte(chaptertest.Front+"\n##\n")); err == nil || !strings.Contains(err.Error(), ":8: this heading says nothing") {
		t.Errorf("an empty heading gives %v", err)
	}
}
