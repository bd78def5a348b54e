//go:build unix

package booksync_test

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/booksync"
	"slowpoetry/site/internal/chaptertest"
)

// book is a small book that uses everything. Nothing that can be derived is in it yet.
func book(t *testing.T) (root string) {
	return chaptertest.Book(t,
		"code/greeting/greeting.go", `// Package greeting greets.
package greeting

// Hello is what one says.
const Hello = "hello"

// Bye is not said in any chapter.
const Bye = "bye"
`,
		"chapters/01-one/main.go", `package main

import (
	"fmt"
	"os"

	"slowpoetry/code/greeting"
)

// main greets.
func main() {
	//listing:greet
	fmt.Println(greeting.Hello)
	fmt.Println("process", os.Getpid())
	//listing:end
}
`,
		"chapters/01-one/figures_test.go", `package main

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "")

func TestFigures(t *testing.T) {
	const svg = "<svg/>"
	if *update {
		os.MkdirAll("figures", 0o755)
		os.WriteFile("figures/a.svg", []byte(svg), 0o644)
	}
	if got, _ := os.ReadFile("figures/a.svg"); string(got) != svg {
		t.Errorf("figures/a.svg is %q", got)
	}
}
`,
		"chapters/01-one/quiz/main.go", "package main\n\nfunc main() { println(6 * 7) }\n",
		"chapters/01-one/exercises/1-double/exercise.go", "package exercise\n\nfunc Double(n int) int { return n }\n",
		"chapters/01-one/exercises/1-double/solution/exercise.go", "package exercise\n\nfunc Double(n int) int { return 2 * n }\n",
		"chapters/01-one/exercises/1-double/exercise_test.go", `package exercise

import "testing"

func TestDouble(t *testing.T) {
	if got := Double(3); got != 6 {
		t.Errorf("Double(3) is %d, want 6", got)
	}
}
`,
		"chapters/01-one/index.md", `---
title: One
description: The first.
part: I · The loop
terms: [greeting]
---

A *greeting* is what one says, see [below](#below).

”go {src="main.go#main:greet"}
”

”go {src="/code/greeting/greeting.go#Hello" doc=false}
”

”go {fragment="a mistake" error="declared and not used: x"}
x:=1
”

”console {vary="process [0-9]+"}
$ go run ./chapters/01-one
”

## Below

![A thing.](figures/a.svg "Look.")

[The figure](figures/a.svg) shows it.

”quiz
How many?

$ go run ./chapters/01-one/quiz

- [ ] 41
  > Without the last of them.
- [ ] 42

> Six times seven.
”

## Exercises

### Double it

Do it in [exercises/1-double](exercises/1-double/exercise.go).

> [!TIP]
> Add it to itself.
`)
}

const index = "chapters/01-one/index.md"

func sync(t *testing.T, root string, check bool, parts ...string) booksync.Report {
	t.Helper()
	report, err := booksync.Run(t.Context(), booksync.Options{Root: root, Check: check, Parts: parts})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func findings(report booksync.Report) string {
	var s strings.Builder
	for _, f := range report.Findings {
		s.WriteString(f.Part + " " + f.Error() + "\n" + f.Diff)
	}
	return s.String()
}

// TestTheLifeOfABook fills a book, checks it, fills it again, and then damages it in every way in
// which a book can be damaged.
func TestTheLifeOfABook(t *testing.T) {
	root := book(t)

	before := chaptertest.Read(t, root, index)
	if report := sync(t, root, true, "listings", "quizzes"); len(report.Findings) != 3 {
		t.Errorf("checking an empty book finds\n%s", findings(report))
	}
	if chaptertest.Read(t, root, index) != before {
		t.Fatal("a check changed the text")
	}

	if report := sync(t, root, false); len(report.Findings) > 0 || len(report.Changed) != 5 {
		t.Fatalf("filling the book changed %q and found\n%s", report.Changed, findings(report))
	}
	good := chaptertest.Read(t, root, index)
	for _, want := range []string{
		"main:greet\" line=13}\nfmt.Println(greeting.Hello)\nfmt.Println(\"process\", os.Getpid())\n```",
		"doc=false line=5}\nconst Hello = \"hello\"\n```",
		"x := 1\n```",
		"$ go run ./chapters/01-one\nhello\nprocess ",
		"- [ ] 41\n  > Without the last of them.\n- [x] 42\n",
	} {
		if !strings.Contains(good, want) {
			t.Errorf("%q is missing from\n%s", want, good)
		}
	}
	if report := sync(t, root, true); len(report.Findings) > 0 {
		t.Fatalf("the book is not in step with itself:\n%s", findings(report))
	}
	if report := sync(t, root, false); len(report.Changed) > 0 || chaptertest.Read(t, root, index) != good {
		t.Errorf("a second run changed %q", report.Changed)
	}

	for _, damage := range []struct {
		name, file, old, new string
		part, want           string
	}{
		{"a listing", index, "(greeting.Hello)", "(greeting.Bye)", "listings",
			"index.md:10: the listing main.go#main:greet is not what its source says: run `go tool book sync`"},
		{"a line number", index, "line=13", "line=14", "listings",
			"index.md:10: the listing main.go#main:greet is not what its source says: run `go tool book sync`"},
		{"the source of a listing", "code/greeting/greeting.go", `"hello"`, `"hallo"`, "listings",
			"index.md:15: the listing /code/greeting/greeting.go#Hello is not what its source says"},
		{"a name in the source", "code/greeting/greeting.go", "const Hello", "const Hallo", "listings",
			"index.md:15: there is no Hello in code/greeting/greeting.go: did you mean Hallo?"},
		{"a fragment", index, `error="declared`, `error="undefined`, "fragments",
			`index.md:19: the fragment "a mistake" fails in another way`},
		{"a transcript", index, "\nhello\n", "\nhullo\n", "transcripts",
			"index.md:23: the transcript \"go run ./chapters/01-one\" is not what its commands print: run `go tool book sync`"},
		{"the program of a transcript", "chapters/01-one/main.go", `"process"`, `"number"`, "transcripts",
			"index.md:23: the transcript \"go run ./chapters/01-one\" is not what its commands print: run `go tool book sync`"},
		{"a figure", "chapters/01-one/figures/a.svg", "<svg/>", "<svg></svg>", "figures",
			"chapters/01-one/figures: figures/a.svg is not what the code draws now: run `go tool book sync`"},
		{"a caption", index, ` "Look."`, "", "figures", "index.md:31: figure figures/a.svg has no caption"},
		{"a cross-reference", index, "(#below)", "(#above)", "links", "index.md:8: broken link #above: no heading"},
		{"a reference to a figure", index, "[The figure](figures/a.svg)", "[The figure](figures/b.svg)", "links",
			"index.md:33: broken link figures/b.svg"},
		{"a term", index, "*greeting*", "greeting", "terms", `index.md:5: the term "greeting" is nowhere set in italics`},
		{"a word", index, "shows it", "simply shows it", "words", `index.md:33: "simply" is not a word of this book`},
		{"the front matter", index, "part: I · The loop\n", "", "front", "index.md:1: the front matter wants part"},
		{"a quiz", index, "- [ ] 41\n  > Without the last of them.\n- [x] 42", "- [x] 41\n- [ ] 42\n  > Too many.", "quizzes",
			"index.md:35: the quiz \"How many?\" has its x at another option than its command prints: run `go tool book sync`"},
		{"the program of a quiz", "chapters/01-one/quiz/main.go", "6 * 7", "6 * 8", "quizzes",
			"index.md:35: the quiz cannot be answered: \"go run ./chapters/01-one/quiz\" prints \"48\""},
		{"a starter", "chapters/01-one/exercises/1-double/exercise.go", "return n", "return n + n", "exercises",
			"index.md:49: the exercise chapters/01-one/exercises/1-double: the starter passes its test"},
		{"a solution", "chapters/01-one/exercises/1-double/solution/exercise.go", "2 * n", "3 * n", "exercises",
			"index.md:49: the exercise chapters/01-one/exercises/1-double: the solution does not pass the test"},
		{"a hint", index, "[!TIP]", "[!NOTE]", "exercises", `index.md:49: the exercise "Double it" has no hint`},
	} {
		t.Run(damage.name, func(t *testing.T) {
			whole := chaptertest.Read(t, root, damage.file)
			if !strings.Contains(whole, damage.old) {
				t.Fatalf("there is no %q in %s", damage.old, damage.file)
			}
			chaptertest.Write(t, root, damage.file, strings.Replace(whole, damage.old, damage.new, 1))
			defer chaptertest.Write(t, root, damage.file, whole)
			report := sync(t, root, true, damage.part)
			if len(report.Findings) == 0 || !strings.Contains(findings(report), damage.want) || report.Findings[0].Part != damage.part {
				t.Errorf("found %q, want %q", findings(report), damage.want)
			}
		})
	}
}

func TestADifferenceIsShown(t *testing.T) {
	root := book(t)
	report := sync(t, root, true, "listings")
	want := `--- chapters/01-one/index.md
+++ chapters/01-one/index.md (as it would be)
@@ -15,2 +15,3 @@
-` + "```" + `go {src="/code/greeting/greeting.go#Hello" doc=false}
+` + "```" + `go {src="/code/greeting/greeting.go#Hello" doc=false line=5}
+const Hello = "hello"
 ` + "```\n"
	for _, f := range report.Findings {
		if f.Line == 15 && f.Diff != want {
			t.Errorf("got\n%s, want\n%s", f.Diff, want)
		}
	}
}

func TestWhatNoChapterShowsIsListed(t *testing.T) {
	root := book(t)
	chaptertest.Write(t, root, "code/greeting/greetingtest/check.go", "// Package greetingtest is for tests.\npackage greetingtest\n\nfunc Check() {}\n")
	unshown, err := booksync.FindUnshown(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(unshown) != 1 || unshown[0].String() != "code/greeting/greeting.go:8: Bye" {
		t.Errorf("got %v", unshown)
	}
}

func TestOnlyTheChaptersAskedForAreTouched(t *testing.T) {
	root := book(t)
	chaptertest.Write(t, root, "chapters/02-two/index.md", strings.ReplaceAll(chaptertest.Front, "One", "Two")+"\n”go\nx\n”\n\n”go {src=\"no.go\"}\n”\n")
	chaptertest.Write(t, root, "chapters/03-three/main.go", "package main\n")
	report, err := booksync.Run(t.Context(), booksync.Options{Root: root, Chapters: []string{"02"}, Parts: []string{"listings", "fragments"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 2 || !strings.Contains(findings(report), "chapters/02-two/index.md:8: Go that comes from nowhere") {
		t.Errorf("found\n%s", findings(report))
	}
	for _, o := range []booksync.Options{
		{Root: root, Chapters: []string{"07"}},
		{Root: root, Parts: []string{"colours"}},
	} {
		if _, err := booksync.Run(t.Context(), o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}
