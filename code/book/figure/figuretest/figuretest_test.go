package figuretest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
)

// A witness is a test that remembers its errors instead of failing.
type witness struct {
	testing.TB
	errors []string
}

func (w *witness) Helper() {}
func (w *witness) Errorf(format string, args ...any) {
	w.errors = append(w.errors, fmt.Sprintf(format, args...))
}

func drawing() *figure.Drawing {
	return &figure.Drawing{ID: "a", Title: "a", Desc: "b", Width: 100, Height: 50}
}

func TestAFigureThatIsWhatTheCodeDrawsPasses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures", "a.svg")
	svg := drawing().SVG()
	var w witness
	golden(&w, path, svg, true)
	golden(&w, path, svg, false)
	if len(w.errors) > 0 {
		t.Errorf("errors %q, want none", w.errors)
	}
}

func TestAMissingFigureIsNamedWithTheRemedy(t *testing.T) {
	var w witness
	golden(&w, filepath.Join(t.TempDir(), "blocking.svg"), drawing().SVG(), false)
	wantOne(t, w, "blocking.svg is missing", "go tool book sync")
}

func TestADifferentFigureIsNamedWithTheRemedyAndLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blocking.svg")
	if err := os.WriteFile(path, []byte("<svg>tampered"), 0o666); err != nil {
		t.Fatal(err)
	}
	var w witness
	golden(&w, path, drawing().SVG(), false)
	wantOne(t, w, "blocking.svg is not what the code draws", "go tool book sync", "line 1", "tampered", "as drawn:    <svg xmlns")
	if got, _ := os.ReadFile(path); string(got) != "<svg>tampered" {
		t.Errorf("the file is now %q", got)
	}
}

func TestUpdateReplacesTheFileAndLeavesNothingElse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.svg")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	svg := drawing().SVG()
	golden(t, path, svg, true)
	if got, _ := os.ReadFile(path); string(got) != string(svg) {
		t.Errorf("the file is %q, want the drawing", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v in the folder, want one file", entries)
	}
}

func TestUpdateDoesNotTouchAFileThatNeedsNoChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.svg")
	svg := drawing().SVG()
	windows := strings.ReplaceAll(string(svg), "\n", "\r\n")
	if err := os.WriteFile(path, []byte(windows), 0o666); err != nil {
		t.Fatal(err)
	}
	golden(t, path, svg, true)
	if got, _ := os.ReadFile(path); string(got) != windows {
		t.Error("the file was written again")
	}
}

func wantOne(t *testing.T, w witness, words ...string) {
	t.Helper()
	if len(w.errors) != 1 {
		t.Fatalf("errors %q, want one", w.errors)
	}
	for _, word := range words {
		if !strings.Contains(w.errors[0], word) {
			t.Errorf("error %q does not say %q", w.errors[0], word)
		}
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	sound := `<svg viewBox="0 0 100 50"><title>a</title><desc>b</desc>%s</svg>`
	for name, test := range map[string]struct{ svg, want string }{
		"nothing wrong":   {fmt.Sprintf(sound, `<text x="5" y="20">wait</text>`), ""},
		"not XML":         {`<svg><g></svg>`, "not well-formed"},
		"empty":           {``, "no title"},
		"no title":        {`<svg viewBox="0 0 1 1"><desc>b</desc></svg>`, "no title"},
		"no description":  {`<svg viewBox="0 0 1 1"><title>b</title><desc> </desc></svg>`, "no description"},
		"no size":         {`<svg><title>b</title><desc>b</desc></svg>`, "viewBox"},
		"no drawing":      {`<p><title>b</title><desc>b</desc></p>`, "instead of <svg>"},
		"beyond right":    {fmt.Sprintf(sound, `<text x="60" y="20">a long remark</text>`), "right edge"},
		"beyond left":     {fmt.Sprintf(sound, `<text x="9" y="20" text-anchor="end">remark</text>`), "left edge"},
		"centred beyond":  {fmt.Sprintf(sound, `<text x="9" y="20" text-anchor="middle">remark</text>`), "left edge"},
		"beyond top":      {fmt.Sprintf(sound, `<text x="9" y="3">a</text>`), "upper or lower"},
		"beyond bottom":   {fmt.Sprintf(sound, `<text x="9" y="52">a</text>`), "upper or lower"},
		"without a place": {fmt.Sprintf(sound, `<text>a</text>`), "no place"},
		"one id twice":    {fmt.Sprintf(sound, `<g id="x"/><g id="x"/>`), `id "x"`},
		"a missing id":    {fmt.Sprintf(sound, `<rect fill="url(#y)"/>`), `"y", which is nowhere`},
		"a style":         {fmt.Sprintf(sound, `<rect style="fill:red"/>`), "style attribute"},
		"a script":        {fmt.Sprintf(sound, `<script>1</script>`), "script"},
		"a handler":       {fmt.Sprintf(sound, `<rect onclick="1"/>`), "onclick"},
	} {
		var texts []string
		for _, err := range Check([]byte(test.svg)) {
			texts = append(texts, err.Error())
		}
		got := strings.Join(texts, "; ")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: found %q, want %q", name, got, test.want)
		}
	}
}
