package prose_test

import (
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/prose"
)

func book(t *testing.T, text string) (*chapter.Chapter, []*chapter.Chapter) {
	t.Helper()
	root := chaptertest.Book(t,
		"code/x/x.go", "package x\n\nfunc F() {}\n",
		"chapters/01-one/index.md", "---\ntitle: One\ndescription: x\npart: I\nterms: [poem]\n---\n## Hands full\n\n![a](figures/a.svg \"A.\")\n",
		"chapters/01-one/figures/a.svg", "",
		"chapters/02-two/main.go", "package main\n",
		"chapters/02-two/exercises/1-try/solution/exercise.go", "package exercise\n",
		"chapters/01-one/note.md", "A note.\n",
		"chapters/02-two/figures/b.svg", "",
		"chapters/02-two/figures/c.svg", "",
		"chapters/02-two/index.md", text,
	)
	all, problems := chapter.All(root)
	chaptertest.Expect(t, problems)
	return all[1], all
}

const front = "---\ntitle: Two\ndescription: x\npart: I\nterms: []\n---\n"

func TestLinksLeadSomewhere(t *testing.T) {
	c, all := book(t, front+`
[a](../01-one/index.md), [a](../01-one/index.md#hands-full), [a](#this), [a](main.go), [a](../../code/x/x.go#L1),
[a](../../code/x/x.go#L3), [a](figures/b.svg), [a](../01-one/figures/a.svg), [a](https://example.org/#x), [`+"`x`"+`](main.go).

## This

![b](figures/b.svg "B.")

[1](../03-three/index.md)
[2](../01-one/index.md#hands)
[3](#that)
[4](nothing.go)
[5](../../code/x/x.go#G)
[6](../../code/x/x.go#L9)
[7](figures/c.svg)
[8](/chapters/01-one/index.md)
[9](../../../x)
[10](../01-one)
[](main.go)
[12][ref]
[13](../01-one/note.md)
[14](exercises/1-try/solution/exercise.go)

[ref]: nowhere.md
`)
	chaptertest.Expect(t, prose.Links(c, all),
		"index.md:15: broken link ../03-three/index.md: there is no file chapters/03-three/index.md",
		"index.md:16: broken link ../01-one/index.md#hands: no heading of chapters/01-one/index.md has that anchor: there are #hands-full",
		"index.md:17: broken link #that: no heading of chapters/02-two/index.md has that anchor: there are #this",
		"index.md:18: broken link nothing.go",
		"index.md:19: broken link ../../code/x/x.go#G: a part of a Go file is a line",
		"index.md:20: broken link ../../code/x/x.go#L9: the file ends at line 3",
		"index.md:21: broken link figures/c.svg: no chapter shows that figure",
		"index.md:22: broken link /chapters/01-one/index.md: write it as a path from this chapter's folder",
		"index.md:23: broken link ../../../x: it leads out of the repository",
		"index.md:24: broken link ../01-one: chapters/01-one is a folder",
		"index.md:25: the link to main.go has no text",
		"index.md:26: broken link nowhere.md",
		"index.md:27: broken link ../01-one/note.md: the site has pages for chapters",
		"index.md:28: broken link exercises/1-try/solution/exercise.go: the site has pages for chapters",
	)
}

func TestFiguresAreThereAndDescribed(t *testing.T) {
	c, _ := book(t, front+`
![What it shows.](figures/b.svg "What to see.")

![](figures/nothing.svg)

In the midst ![x](figures/b.svg "x") of text.

![x](https://example.org/x.svg "x")

![x](../01-one/figures/a.svg "x")
`)
	chaptertest.Expect(t, prose.Figures(c),
		"index.md:10: figure figures/nothing.svg does not exist",
		"index.md:10: figure figures/nothing.svg has no alternative text",
		"index.md:10: figure figures/nothing.svg has no caption",
		"index.md:12: figure figures/b.svg is shown in line 8 already",
		"index.md:12: figure figures/b.svg needs a paragraph to itself",
		"index.md:14: figure https://example.org/x.svg is somebody else's",
		"index.md:16: figure ../01-one/figures/a.svg is not in the chapter's figures/",
		"chapters/02-two/figures/c.svg: no figure of chapters/02-two/index.md shows this",
	)
}

func TestTermsAreSetInItalicsOnce(t *testing.T) {
	c, all := book(t, "---\ntitle: Two\ndescription: x\npart: I\nterms: [event loop, Poller, verse, poem]\n---\nAn *event\nloop*, a *poller*, a *poem*, a **verse**.\n")
	chaptertest.Expect(t, prose.Terms(c, all),
		`index.md:5: the term "Poller" is nowhere set in italics, as *Poller*, only *poller*`,
		`index.md:5: the term "verse" is nowhere set in italics`,
		`index.md:5: the term "poem" is defined in chapters/01-one already`,
	)
}

func TestWordsOfOtherBooksAreFound(t *testing.T) {
	c, _ := book(t, front+`
An adjustment is justly unjust. `+"`just`"+`

Just this, under
the hood. Robustness, *simply*.

![We delve](figures/b.svg "Obviously.")

”quiz
Is it powerful?
”

”console
$ echo just
”

| seamless | x |
|---|---|
| y | leveraging |
`)
	chaptertest.Expect(t, prose.Words(c),
		`index.md:10: "Just"`, `index.md:10: "under the hood"`, `index.md:11: "Robustness"`, `index.md:11: "simply"`,
		`index.md:13: "delve"`, `index.md:13: "Obviously"`, `index.md:16: "powerful"`, `index.md:23: "seamless"`, `index.md:25: "leveraging"`,
	)
}
