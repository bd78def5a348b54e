package listing

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/chaptertest"
)

const source = `package main

import "fmt"

// Limits of the game.
const (
	Low  = 1 // inclusive
	High = 9
)

// A Player plays.
type Player[K comparable, V any] struct{ name K }

// Name returns the name.
func (p *Player[K, V]) Name() K { return p.name }

var lonely = 7 /* a comment
that goes on */

// main does it.
//
//nolint:all
func main() {
	fmt.Println("{")

	//listing:loop
	for {
		//listing:inner
		if true {
			break
		}
		//listing:end
	}
	//listing:end
	fmt.Println("}")
}

//listing:pair

func first() {}

func second() {}

//listing:end
`

func TestDeclarationsAndRegionsAreFound(t *testing.T) {
	const name = "func (p *Player[K, V]) Name() K { return p.name }\n"
	const limits = "const (\n\tLow  = 1 // inclusive\n\tHigh = 9\n)\n"
	for _, test := range []struct {
		src  string
		doc  bool
		line int
		want string
	}{
		{"x.go#High", true, 5, "// Limits of the game.\n" + limits},
		{"x.go#Low", false, 6, limits},
		{"x.go#Player", false, 12, "type Player[K comparable, V any] struct{ name K }\n"},
		{"x.go#Player.Name", false, 15, name},
		{"x.go#Player.Name", true, 14, "// Name returns the name.\n" + name},
		{"x.go#lonely", true, 17, "var lonely = 7 /* a comment\nthat goes on */\n"},
		{"x.go#main:inner", true, 29, "if true {\n\tbreak\n}\n"},
		{"x.go#main:loop", true, 0, "for {\n\tif true {\n\t\tbreak\n\t}\n}\n"},
		{"x.go:pair", true, 40, "func first() {}\n\nfunc second() {}\n"},
	} {
		target, err := ParseTarget("chapters/01-one", test.src)
		if err != nil {
			t.Fatal(err)
		}
		part, err := Extract([]byte(source), target, test.doc)
		if err != nil || part.Text != test.want || part.Line != test.line {
			t.Errorf("%s is %q in line %d, %v; want %q in line %d", test.src, part.Text, part.Line, err, test.want, test.line)
		}
	}
}

func TestMarksAreNeverShown(t *testing.T) {
	part, err := Extract([]byte(source), Target{File: "x.go"}, true)
	if err != nil || strings.Contains(part.Text, "listing:") {
		t.Errorf("the whole file is %q, %v", part.Text, err)
	}
	python := "def f():\n    #listing:body\n    return 1\n    #listing:end\n"
	part, err = Extract([]byte(python), Target{File: "x.py", Region: "body"}, true)
	if err != nil || part.Text != "return 1\n" || part.Line != 3 {
		t.Errorf("the region of the Python file is %q in line %d, %v", part.Text, part.Line, err)
	}
}

func TestWhatIsNotThereIsExplained(t *testing.T) {
	for _, test := range []struct{ src, source, want string }{
		{"x.go#player", source, "did you mean Player?"},
		{"x.go#Player.name", source, "did you mean Player.Name?"},
		{"x.go#Name", source, "did you mean Player.Name?"},
		{"x.go#Nothing", source, "there is no Nothing in chapters/01-one/x.go"},
		{"x.go#main:lop", source, `there is no region "lop" in main in chapters/01-one/x.go: did you mean loop?`},
		{"x.go#first:loop", source, "mark it with //listing:loop and //listing:end"},
		{"x.go#f:a", "package p\n\nfunc f() {\n\t//listing:a\n\tx()\n}\n", `x.go:4: the region "a" has no //listing:end`},
		{"x.go#f:a", "package p\n\nfunc f() {\n\t// listing:a\n\tx()\n}\n", "x.go:4: a region's mark has no space in it"},
		{"x.go#f:a", "package p\n\nfunc f() {\n\tx()\n\t//listing:end\n}\n", "x.go:5: //listing:end ends no region"},
		{"x.go#f:a", "package p\n\nfunc f() {\n\t//listing:a\n\t//listing:end\n}\n", `the region "a" is empty`},
		{"x.go:a", "//listing:a\nx\n//listing:end\n//listing:a\ny\n//listing:end\n", `two regions "a"`},
		{"x.go#init", "package p\n\nfunc init() {}\n\nfunc init() {}\n", "declares init twice, in lines 3 and 5"},
		{"x.go#f", "package p\n\nfunc f( {}\n", "x.go:3:9: expected"},
		{"x.py#f", "def f():\n", "x.py is no Go file"},
	} {
		target, err := ParseTarget("chapters/01-one", test.src)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Extract([]byte(test.source), target, true); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s gives %v, want %q", test.src, err, test.want)
		}
	}
	for _, src := range []string{"", "#x", "x.go#", "x.go#f:", "../../../x.go", "/../x.go"} {
		if target, err := ParseTarget("chapters/01-one", src); err == nil {
			t.Errorf("%q means %v", src, target)
		}
	}
}

func TestListingsAreFilledIn(t *testing.T) {
	root := chaptertest.Book(t,
		"code/x/x.go", "package x\n\n// X is.\nvar X = 1\n",
		"chapters/01-one/main.go", source,
		"chapters/01-one/index.md", chaptertest.Front+`
”go {src="main.go#main:inner" line=3}
old
”

”go {src="/code/x/x.go#X" doc=false}
”
`)
	c := chaptertest.Load(t, root, "chapters/01-one")
	edits, problems := Sync(c)
	chaptertest.Expect(t, problems)
	want := chaptertest.Fences(chaptertest.Front + `
”go {src="main.go#main:inner" line=29}
if true {
	break
}
”

”go {src="/code/x/x.go#X" doc=false line=4}
var X = 1
”
`)
	if got := string(c.Apply(edits...)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestListingsThatCannotBeAreReportedAtTheirLine(t *testing.T) {
	long := "package main\n\nfunc long() {\n" + strings.Repeat("\tx()\n", 40) + "}\n"
	root := chaptertest.Book(t,
		"chapters/01-one/main.go", long,
		"chapters/01-one/index.md", chaptertest.Front+`
”go {src="main.go#long"}
”

”go {src="main.go#lonk"}
”

”go {src="other.go"}
”

”go {src="main.go" colour="red"}
”

”go {src="main.go#long" long=true}
”
`)
	edits, problems := Sync(chaptertest.Load(t, root, "chapters/01-one"))
	chaptertest.Expect(t, problems,
		"index.md:8: the listing main.go#long has 42 lines, and 30 is the most",
		"index.md:11: there is no lonk",
		"index.md:14: the listing's file chapters/01-one/other.go does not exist",
		"index.md:17: a listing has no attribute colour",
	)
	if len(edits) != 1 {
		t.Errorf("%d edits, want one for the listing that may be long", len(edits))
	}
}
