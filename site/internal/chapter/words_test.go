package chapter_test

import (
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/chaptertest"
)

// words returns what a text is said to use of some terms, with the byte before each.
func words(t *testing.T, text string, terms ...string) (found []string) {
	t.Helper()
	c := chaptertest.Parse(t, text)
	for _, w := range c.Words(terms) {
		found = append(found, string(c.Source[w.Start:w.End])+"="+w.Term)
	}
	return found
}

func TestTermsOfEarlierChaptersAreFound(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"A reactor has Reactors.", []string{"reactor=reactor"}}, // once
		{"An event\nloop.", []string{"event\nloop=event loop"}},
		{"> [!NOTE]\n> The reactor.", []string{"reactor=reactor"}},
		{"| a |\n|---|\n| the reactor |\n", []string{"reactor=reactor"}},
		{"One reactor.\n\n## Next\n\nOne reactor.\n\n### Below\n\nOne reactor.", []string{"reactor=reactor", "reactor=reactor"}},
		{"A Deferred is deferred.", []string{"Deferred=Deferred"}},
		{"Deferreds, and an outer Deferred.", []string{"Deferreds=Deferred", "outer Deferred=outer Deferred"}},
		{"A turn of it.", []string{"turn=turn"}},
		// No terms:
		{"non-blocking, blocking-free, blocking(1), a/blocking, x.blocking, blocking.go", nil},
		{"`reactor` and *reactor* and **reactor** and [reactor](main.go)", nil},
		{"## A reactor\n\n![reactor](figures/a.svg \"reactor\")\n\n```\nreactor\n```\n", nil},
		{"In turn it turns out that it has its turn.", nil},
		{"A preactor and reactored.", nil},
	} {
		got := words(t, test.text, "reactor", "event loop", "blocking", "Deferred", "outer Deferred", "turn")
		if !slices.Equal(got, test.want) {
			t.Errorf("%q uses %q, want %q", test.text, got, test.want)
		}
	}
}

// Hugo gets each use as a link, and otherwise the text as it was, line for line.
func TestAPageLinksTheTermsItUses(t *testing.T) {
	c := chaptertest.Parse(t, "# One\n\nA reactor is an event\nloop {{< x >}}.\n\n## The reactor\n\nIt reacts. A reactor.\n")
	page, err := c.Page(nil, []string{"reactor", "event loop"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nA [reactor](<term:reactor>) is an [event\nloop](<term:event loop>) {{</* x */>}}.\n\n## The reactor {#the-reactor}\n\nIt reacts. A [reactor](<term:reactor>).\n",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page is\n%s\nand lacks\n%s", page, want)
		}
	}
	if got, want := strings.Count(string(page), "\n"), strings.Count(string(c.Source), "\n"); got != want {
		t.Errorf("the page has %d lines, the chapter %d", got, want)
	}
}

func TestFilesAreShownInTheOrderOfTheText(t *testing.T) {
	c := chaptertest.Parse(t, "”go {src=\"/code/b/b.go#B\" line=1}\n”\n\n”go {src=\"main.go:part\" line=1}\n”\n\n”go {src=\"/code/a/a.go\" line=1}\n”\n\n”go {src=\"/code/b/b.go#C\" line=1}\n”\n\n”\ntext\n”\n")
	want := []string{"code/b/b.go", c.Folder + "/main.go", "code/a/a.go"}
	if got := c.Shows(); !slices.Equal(got, want) {
		t.Errorf("shown are %q, want %q", got, want)
	}
}
