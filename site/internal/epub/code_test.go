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
