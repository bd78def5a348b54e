package simulated_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/chain"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/simulated"
)

const block = "```chain\nfire value tide\nfail no ink | return sorry\n```\n"

// check returns what there is to say about the chain in a chapter with this text, and a figure of
// block.
func check(t *testing.T, text string) string {
	t.Helper()
	root := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d, err := chain.Parse("fire value tide\nfail no ink | return sorry")
	if err != nil {
		t.Fatal(err)
	}
	picture := d.Figure(d.Run())
	picture.ID, picture.Title = "01-no-ink", "A chain & its end"
	write("chapters/01-one/figures/no-ink.svg", string(picture.SVG()))
	write("chapters/01-one/index.md", "---\ntitle: One\n---\n\n"+text)
	chapters, problems := chapter.All(root)
	if len(chapters) != 1 {
		t.Fatal(problems)
	}
	for _, f := range chapters[0].Fences {
		if simulated.IsChain(f) {
			if problem := simulated.Check(chapters[0], f); problem != nil {
				return problem.Error()
			}
			return ""
		}
	}
	t.Fatal("there is no chain")
	return ""
}

func TestAChainIsFollowedByItsPicture(t *testing.T) {
	const figure = "\n![A chain.](figures/no-ink.svg \"A chain.\")\n"
	for _, test := range []struct{ what, text, want string }{
		{"its picture", block + figure, ""},
		{"its picture, with other spaces in the text", strings.Replace(block, " | ", "|", 1) + figure, ""},
		{"a bad line", strings.Replace(block, "fail", "burn", 1) + figure, `index.md:7: the chain is malformed: "burn" is not something`},
		{"another chain's picture", strings.Replace(block, "tide", "kettle", 1) + figure, "index.md:10: the chain in line 5 looks different from figures/no-ink.svg"},
		{"something else first", block + "\nSome prose.\n" + figure, "index.md:5: the chain has no picture"},
		{"nothing", block, "index.md:5: the chain has no picture"},
		{"a picture that is not there", block + strings.Replace(figure, "no-ink", "ink", 1), "index.md:10: the chain has no picture: open "},
		{"attributes", strings.Replace(block, "chain", "chain {fire=1}", 1) + figure, `index.md:5: the chain has attributes, and knows none: ["fire"]`},
	} {
		if got := check(t, test.text); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
}
