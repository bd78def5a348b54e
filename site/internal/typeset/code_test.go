package typeset

import (
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/markup"
)

// listing returns lines of code.
func listing(text string) (lines []line) {
	for l := range strings.SplitSeq(text, "\n") {
		lines = append(lines, line{node: markup.Element("span", "line", markup.Word(l))})
	}
	return lines
}

func TestAPageEndsAtABlankLineAndWithFiveLinesOnEachSide(t *testing.T) {
	for text, want := range map[string][]int{
		strings.Repeat("x\n", 8) + "x":                             {9},
		strings.Repeat("x\n", 9) + "x":                             {5, 5},
		strings.Repeat("x\n", 11) + "x":                            {5, 1, 1, 5},
		strings.Repeat("x\n", 6) + "\n" + strings.Repeat("x\n", 6): {7, 7},
	} {
		var got []int
		for _, piece := range pieces(listing(text)) {
			got = append(got, len(piece))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is parted into %v, want %v", text, got, want)
		}
	}
}

func TestACommandStaysWithWhatItPrints(t *testing.T) {
	lines := listing(strings.Repeat("x\n", 19) + "x")
	lines[9].command = true
	at := 0
	for _, piece := range pieces(lines) {
		if at += len(piece); at == 10 {
			t.Error("a page may end right after a command")
		}
	}
}

func TestRulesForPaperHaveNoVariables(t *testing.T) {
	css := onPaper(`/* Colours. */
svg.sp-figure:root { background: #fdfcf9; background: var(--fig-paper, #fdfcf9); }
svg.sp-figure .paper { color: #fdfcf9; color: var(--fig-paper, #fdfcf9); }
svg.sp-figure .run { color: #2c5f74; color: var(--fig-run, #2c5f74); }
@media (prefers-color-scheme: dark) {
  svg.sp-figure .run { color: #7fb7cd; color: var(--fig-run, #7fb7cd); }
}
`)
	want := "svg.sp-figure .paper { color: #fff; }\nsvg.sp-figure .run { color: #2c5f74; }\n"
	if css != want {
		t.Errorf("the rules are\n%s\nwant\n%s", css, want)
	}
}

func TestWhatIsNoWOFFIsAnError(t *testing.T) {
	for _, data := range []string{"", "wOF2", "wOFF" + strings.Repeat("\xff", 60)} {
		if font, err := trueType([]byte(data), "Family", "face"); err == nil {
			t.Errorf("%q became a font of %d bytes", data, len(font))
		}
	}
}

func TestWordsAreFoundInMarkdown(t *testing.T) {
	text := "# Title\n\nA *word* in\n`code` and more.\n"
	for words, want := range map[string]int{"A word in code": 3, "and more.": 4, "nothing of it": 0, "": 0} {
		if got := lineOf(text, words); got != want {
			t.Errorf("%q is in line %d, want %d", words, got, want)
		}
	}
}
