package epub

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/markup"
)

func TestAPictureKeepsItsColumnsAndSentencesAreWrapped(t *testing.T) {
	figure := markup.Element("figure", "console")
	for text := range strings.SplitSeq(`The errback stands beside the printing, which is a sentence and longer than the picture:
        values                errors
           | tide
1  (    fail no ink    )  [ return an apology ]
           '---------------------.

poem 1 is tide,      476 bytes`, "\n") {
		markup.Append(figure, markup.Element("span", "line", markup.Word(text+"\n")))
	}
	narrow(figure)
	for i, line := range markup.All(figure, markup.Is("span.line")) {
		drawn := markup.HasClass(line, "drawn") && markup.HasClass(line, "d50")
		if want := i >= 1 && i <= 4; drawn != want {
			t.Errorf("%q: drawn is %v, want %v", markup.Text(line), drawn, want)
		}
	}
}

func TestAFlagStaysWhole(t *testing.T) {
	p := markup.Element("p", "", markup.Word("go run . -delay 100ms -poem=tide a-b"))
	keepFlags(p.FirstChild)
	var flags []string
	for _, n := range markup.All(p, markup.Is("span.flag")) {
		flags = append(flags, markup.Text(n))
	}
	if got := strings.Join(flags, " "); got != "-delay -poem=tide" || markup.Text(p) != "go run . -delay 100ms -poem=tide a-b" {
		t.Errorf("of %q the flags are %q", markup.Text(p), got)
	}
}
