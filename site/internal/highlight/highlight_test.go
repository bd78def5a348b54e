package highlight_test

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/highlight"
)

// line is what a line looks like; numbered has its number, code what follows that.
var (
	line = regexp.MustCompile(`(?s)<span class="line"><span class="ln" id="L(\d+)"><a class="lnlinks" href="#L\d+"> *(\d+)</a></span>(.*?)\n</span>`)
	tags = regexp.MustCompile(`<[^>]*>`)
)

// code returns the text of highlighted code, and checks the numbers of its lines.
func code(t *testing.T, page []byte) string {
	t.Helper()
	var text strings.Builder
	if rest := line.ReplaceAll(page, nil); len(rest) > 0 {
		t.Errorf("this is in no line: %.60q", rest)
	}
	for i, found := range line.FindAllSubmatch(page, -1) {
		if want := fmt.Sprint(i + 1); string(found[1]) != want || string(found[2]) != want {
			t.Errorf("line %s has the number %s and the address L%s", want, found[2], found[1])
		}
		text.WriteString(html.UnescapeString(tags.ReplaceAllString(string(found[3]), "")) + "\n")
	}
	return text.String()
}

func TestNothingOfTheCodeIsLost(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "*", "*.go"))
	if err != nil || len(files) < 300 {
		t.Fatalf("%d files of the book, %v", len(files), err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := code(t, highlight.Go(source)); got != string(source) {
			t.Errorf("%s has become\n%s", file, got)
		}
	}
	for _, odd := range []string{"", "x", "package p\n\n\n", "\"never closed\nvar x = 1\n", "/* never\nclosed", "`never\nclosed", "\x00\xff€ § ¼\n", "a\n\tb <&> c\n"} {
		want := strings.ToValidUTF8(strings.TrimSuffix(odd, "\n"), "\ufffd") + "\n"
		if got := strings.ToValidUTF8(code(t, highlight.Go([]byte(odd))), "\ufffd"); got != want {
			t.Errorf("%q has become %q", odd, got)
		}
	}
	if got, want := code(t, highlight.Go([]byte("var a = `b\r\nc`\r\n"))), "var a = `b\nc`\n"; got != want {
		t.Errorf("of lines that end as on Windows there is %q, want %q", got, want)
	}
}

func TestColours(t *testing.T) {
	for code, want := range map[string]string{
		`func f(x int) error { return nil }`: `<span class="k">func</span> <span class="nf">f</span>(x <span class="k">int</span>) <span class="k">error</span> { <span class="k">return</span> <span class="k">nil</span> }`,
		`a.Close(); a.closed = 0x1f + 2.5e3`: `a.<span class="nf">Close</span>(); a.closed = <span class="m">0x1f</span> + <span class="m">2.5e3</span>`,
		`c.close(); close(c)`:                `c.<span class="nf">close</span>(); <span class="k">close</span>(c)`,
		`x := "a<b" + 'c' // said`:           `x := <span class="s">&#34;a&lt;b&#34;</span> + <span class="s">&#39;c&#39;</span> <span class="c">// said</span>`,
		"y := `a\nb`":                        "y := <span class=\"s\">`a</span>\n<span class=\"s\">b`</span>",
		"/* a\n\nb */ len(c)":                "<span class=\"c\">/* a</span>\n\n<span class=\"c\">b */</span> <span class=\"k\">len</span>(c)",
	} {
		var got [][]byte
		for _, found := range line.FindAllSubmatch(highlight.Go([]byte(code)), -1) {
			got = append(got, found[3])
		}
		if got := string(bytes.Join(got, []byte("\n"))); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", code, got, want)
		}
	}
}

func BenchmarkGo(b *testing.B) {
	source, err := os.ReadFile("highlight.go")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		highlight.Go(source)
	}
}
