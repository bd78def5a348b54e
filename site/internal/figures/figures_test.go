package figures_test

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/figures"
)

func TestWhatKeepsFiguresFromBeingDrawnIsSaid(t *testing.T) {
	test := func(body string) string { return "package main\n\nimport \"testing\"\n\n" + body }
	for _, c := range []struct{ name, source, want string }{
		{"nothing to draw them", "", "write figures_test.go with TestFigures"},
		{"no such test", test("func TestOther(t *testing.T) {}\n"), "there is no TestFigures"},
		{"a mistake", test("func TestFigures(t *testing.T) { x }\n"), "the chapter's tests do not compile"},
		{"two that differ", test("func TestFigures(t *testing.T) { t.Error(\"figures/b.svg figures/a.svg figures/b.svg\") }\n"),
			"figures/a.svg, figures/b.svg are not what the code draws now: run `go tool book sync`"},
		{"one that cannot be told", test("func TestFigures(t *testing.T) { t.Error(\"no\") }\n"), "figures are not what"},
		{"none", test("func TestFigures(t *testing.T) {}\n"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := chaptertest.Book(t,
				"chapters/01-one/index.md", chaptertest.Front+"\n![a](figures/a.svg \"A.\")\n",
				"chapters/01-one/main.go", "package main\n\nfunc main() {}\n",
			)
			if c.source != "" {
				chaptertest.Write(t, root, "chapters/01-one/figures_test.go", c.source)
			}
			one := chaptertest.Load(t, root, "chapters/01-one")
			if !figures.Has(one) {
				t.Error("it has no figures")
			}
			err := figures.Draw(t.Context(), one, false)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
